using System.Text.Json;
using System.Text.Json.Serialization;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>The form in which the structure of a text lies in the store, beside the other names of <see cref="StoredEvent"/>.</summary>
internal sealed class StoredText
{
    /// <summary>The case of one of the hierarchies, or an item of a list.</summary>
    [JsonPropertyName("k")]
    public string? Kind { get; set; }

    [JsonPropertyName("t")]
    public string? Text { get; set; }

    [JsonPropertyName("c")]
    public IReadOnlyList<StoredText>? Content { get; set; }

    /// <summary>A language, a reason, where a link leads, or who is named.</summary>
    [JsonPropertyName("w")]
    public string? With { get; set; }

    /// <summary>The number of the first item of a list.</summary>
    [JsonPropertyName("n")]
    public int? Start { get; set; }

    /// <summary>Null for a text without structure.</summary>
    public static IReadOnlyList<StoredText>? Of(RichText text) => text.Blocks.Count == 0 ? null : [.. text.Blocks.Select(Of)];

    /// <summary>The text that was stored as these.</summary>
    /// <exception cref="JsonException">Not a known structure.</exception>
    public static RichText Read(string plain, IReadOnlyList<StoredText>? blocks) =>
        blocks is null ? new RichText(plain) : RichText.Of(plain, [.. blocks.Select(block => block.ToBlock())]);

    private static StoredText Of(RichBlock block) => block switch
    {
        RichBlock.Paragraph paragraph => new() { Kind = "p", Content = Of(paragraph.Content) },
        RichBlock.Quote quote => new() { Kind = "q", Content = [.. quote.Content.Select(Of)] },
        RichBlock.Code code => new() { Kind = "c", Text = code.Text, With = code.Language },
        RichBlock.List list => new() { Kind = "l", Content = [.. list.Items.Select(Of)], Start = list.Start },
        RichBlock.Spoiler spoiler => new() { Kind = "s", Content = [.. spoiler.Content.Select(Of)], With = spoiler.Reason },
        _ => throw new InvalidOperationException($"No stored form for {block.GetType().Name}."),
    };

    private static StoredText Of(RichListItem item)
    {
        IReadOnlyList<StoredText> text = [new StoredText { Kind = "p", Content = Of(item.Content) }];
        return new() { Kind = "i", Content = item.Below is null ? text : [.. text, Of(item.Below)] };
    }

    private static IReadOnlyList<StoredText>? Of(Sequence<RichInline> content) => content.Count == 0 ? null : [.. content.Select(Of)];

    private static StoredText Of(RichInline inline) => inline switch
    {
        RichInline.Text text => new() { Kind = "t", Text = text.Value },
        RichInline.Strong strong => new() { Kind = "b", Content = Of(strong.Content) },
        RichInline.Emphasis emphasis => new() { Kind = "e", Content = Of(emphasis.Content) },
        RichInline.Strike strike => new() { Kind = "d", Content = Of(strike.Content) },
        RichInline.Code code => new() { Kind = "m", Text = code.Value },
        RichInline.Link link => new() { Kind = "a", Content = Of(link.Content), With = link.Uri },
        RichInline.Spoiler spoiler => new() { Kind = "h", Content = Of(spoiler.Content), With = spoiler.Reason },
        RichInline.Mention mention => new() { Kind = "u", Text = mention.Name, With = mention.Who.Value },
        _ => throw new InvalidOperationException($"No stored form for {inline.GetType().Name}."),
    };

    private RichBlock ToBlock() => Kind switch
    {
        "p" => new RichBlock.Paragraph(ToInlines()),
        "q" => new RichBlock.Quote(ToBlocks()),
        "c" => new RichBlock.Code(Text ?? "", With),
        "l" => ToList(),
        "s" => new RichBlock.Spoiler(ToBlocks(), With),
        _ => throw new JsonException("Not a known part of a text."),
    };

    private RichBlock.List ToList() => new([.. (Content ?? []).Select(item => item.ToItem())], Start);

    private RichListItem ToItem() => (Kind, Content) switch
    {
        ("i", [{ Kind: "p" } text]) => new RichListItem(text.ToInlines()),
        ("i", [{ Kind: "p" } text, { Kind: "l" } below]) => new RichListItem(text.ToInlines(), below.ToList()),
        _ => throw new JsonException("Not an item of a list."),
    };

    private Sequence<RichBlock> ToBlocks() => [.. (Content ?? []).Select(block => block.ToBlock())];

    private Sequence<RichInline> ToInlines() => [.. (Content ?? []).Select(inline => inline.ToInline())];

    private RichInline ToInline() => Kind switch
    {
        "t" => new RichInline.Text(Text ?? ""),
        "b" => new RichInline.Strong(ToInlines()),
        "e" => new RichInline.Emphasis(ToInlines()),
        "d" => new RichInline.Strike(ToInlines()),
        "m" => new RichInline.Code(Text ?? ""),
        "a" => new RichInline.Link(With ?? "", ToInlines()),
        "h" => new RichInline.Spoiler(ToInlines(), With),
        "u" when !string.IsNullOrEmpty(With) => new RichInline.Mention(new RemoteUserId(With), Text ?? ""),
        _ => throw new JsonException("Not a known part of a line."),
    };
}
