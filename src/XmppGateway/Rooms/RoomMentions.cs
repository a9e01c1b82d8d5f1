using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// Who is named in what is said in a room. XMPP users begin with a name and a colon or a comma, write `@name`, or have a client that says whom they mean
/// (XEP-0372); networks have links to people for it. What somebody else has said, in a quotation, names nobody.
/// </summary>
internal sealed class RoomMentions
{
    /// <summary>Nobody names more people, and each of them costs a look.</summary>
    private const int Most = 50;

    private const string Scheme = "xmpp:";

    private readonly Occupants _occupants;
    private readonly List<(string Text, RemoteUserId Who, int At)> _said;
    private readonly string _plain;
    private int _position;
    private int _found;
    private int _looked;

    private RoomMentions(HostedRoom room, Occupants occupants, Stanza stanza, string plain)
    {
        _occupants = occupants;
        _plain = plain;
        _said = [.. SaidBy(stanza, room, occupants).Select(said => said with { At = FindNearest(plain, said.Text, said.At) })];
    }

    /// <summary>The text with those who are named in it.</summary>
    /// <param name="stanza">As it came.</param>
    /// <param name="room">The room.</param>
    /// <param name="text">What it says, with its structure.</param>
    public static RichText Read(Stanza stanza, HostedRoom room, RichText text)
    {
        if (room.Occupants is not { } occupants || text.Plain.Length == 0)
        {
            return text;
        }

        var mentions = new RoomMentions(room, occupants, stanza, text.Plain);
        var read = mentions.In(text.Blocks.Count > 0 ? text.Blocks : [new RichBlock.Paragraph([new RichInline.Text(text.Plain)])]);
        return mentions._found == 0 ? text : RichText.Of(text.Plain, read);
    }

    /// <summary>Says to clients who is named in a body, and where.</summary>
    /// <param name="stanza">Said in the room; its body is whole.</param>
    /// <param name="hosted">The room.</param>
    /// <param name="text">What is said.</param>
    /// <param name="room">The room's JID for who gets it.</param>
    public static void Show(Stanza stanza, HostedRoom hosted, RichText text, Jid room)
    {
        if (stanza.Body is not { } body)
        {
            return;
        }

        var at = QuotationIn(stanza, body);
        foreach (var mention in text.Blocks.SelectMany(NamedIn).Take(Most))
        {
            if (mention.Name.Length == 0 || FindName(body, mention.Name, at) is not (>= 0 and var start)
                || UriOf(mention.Who, hosted, room) is not { } uri)
            {
                continue;
            }

            at = start + mention.Name.Length;
            stanza.Payloads.Add(new Mention(Points(body.AsSpan(0, start)), Points(body.AsSpan(0, at)), uri).ToElement());
        }
    }

    private Sequence<RichBlock> In(Sequence<RichBlock> blocks) => [.. blocks.Select((block, index) => block switch
    {
        RichBlock.Paragraph paragraph => new RichBlock.Paragraph(In(paragraph.Content, index == 0)),
        RichBlock.Spoiler spoiler => spoiler with { Content = In(spoiler.Content) },
        _ => block,
    })];

    private Sequence<RichInline> In(Sequence<RichInline> content, bool isFirst) => [.. content.SelectMany((inline, index) => inline switch
    {
        RichInline.Text text => In(text.Value, isFirst && index == 0),
        RichInline.Strong strong => [strong with { Content = In(strong.Content, isFirst && index == 0) }],
        RichInline.Emphasis emphasis => [emphasis with { Content = In(emphasis.Content, isFirst && index == 0) }],
        _ => (IEnumerable<RichInline>)[inline],
    })];

    private IEnumerable<RichInline> In(string text, bool isFirst)
    {
        var found = new SortedList<int, (int Length, RemoteUserId Who)>();
        var begin = isFirst ? FindFirst(text, found) : 0;
        FindSaid(text, _plain.IndexOf(text, _position, StringComparison.Ordinal), begin, found);
        FindMarked(text, begin, found);
        var from = 0;
        foreach (var (at, (length, who)) in found)
        {
            if (at < from || _found >= Most)
            {
                continue;
            }

            if (at > from)
            {
                yield return new RichInline.Text(text[from..at]);
            }

            from = at + length;
            _found++;
            yield return new RichInline.Mention(who, text.Substring(at, length));
        }

        if (from < text.Length)
        {
            yield return new RichInline.Text(text[from..]);
        }
    }

    /// <summary>`name: text`, `name, text` and `name, name: text`; gives where the rest begins.</summary>
    private int FindFirst(string text, SortedList<int, (int, RemoteUserId)> found)
    {
        var at = 0;
        while (found.Count < Most)
        {
            var end = Math.Min(text.Length - 1, at + Nicks.Longest);
            while (end > at && !(text[end] is ':' or ',' && (end + 1 == text.Length || char.IsWhiteSpace(text[end + 1])) && _occupants.Find(text[at..end]) is not null))
            {
                end--;
            }

            if (end <= at)
            {
                break;
            }

            found[at] = (end - at, _occupants.Find(text[at..end])!.Who.Id);
            at = end + 1;
            if (text[end] == ':')
            {
                break;
            }

            for (; at < text.Length && text[at] == ' '; at++)
            {
                // To the next name, or the text.
            }
        }

        return at;
    }

    /// <summary>Whom the client says they mean, where it says that they stand; in a part of the text that begins at <paramref name="start"/>.</summary>
    private void FindSaid(string text, int start, int begin, SortedList<int, (int, RemoteUserId)> found)
    {
        if (start < 0)
        {
            return;
        }

        _position = start + text.Length;
        foreach (var said in _said.Where(said => said.At >= start + begin && said.At + said.Text.Length <= _position))
        {
            found.TryAdd(said.At - start, (said.Text.Length, said.Who));
        }
    }

    /// <summary>`@name` where a word begins.</summary>
    private void FindMarked(string text, int begin, SortedList<int, (int, RemoteUserId)> found)
    {
        for (var at = text.IndexOf('@', begin); at >= 0 && _looked < Most; at = text.IndexOf('@', at + 1))
        {
            if (at > 0 && !char.IsWhiteSpace(text[at - 1]) && text[at - 1] != '(')
            {
                continue;
            }

            _looked++;
            for (var end = Math.Min(text.Length, at + 1 + Nicks.Longest); end > at + 1; end--)
            {
                if ((end == text.Length || !char.IsLetterOrDigit(text[end])) && _occupants.Find(text[(at + 1)..end]) is { } named)
                {
                    found.TryAdd(at, (end - at, named.Who.Id));
                    break;
                }
            }
        }
    }

    /// <summary>Where they stand is counted without what an answer repeats, which is not part of the text.</summary>
    private static IEnumerable<(string Text, RemoteUserId Who, int At)> SaidBy(Stanza stanza, HostedRoom room, Occupants occupants)
    {
        var body = stanza.Body ?? "";
        var said = QuotationIn(stanza, body);
        foreach (var mention in Mention.FindAll(stanza).Take(Most))
        {
            if (mention is { Begin: { } begin, End: { } end } && Index(body, begin) is { } from && Index(body, end) is { } to && from < to
                && to - from <= 2 * Nicks.Longest && WhoIs(mention.Uri, stanza.To!, room, occupants) is { } who)
            {
                yield return (body[from..to], who, from >= said ? from - said : from);
            }
        }
    }

    /// <summary>RFC 5122: an occupant by their address in the room, one of ours also by their own.</summary>
    private static RemoteUserId? WhoIs(string uri, Jid address, HostedRoom room, Occupants occupants)
    {
        if (!uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !Jid.TryParse(Uri.UnescapeDataString(uri[Scheme.Length..].Split('?')[0]), out var jid))
        {
            return null;
        }

        return jid.Bare == address.Bare ? (jid.Resource is { } nick ? occupants.Find(nick)?.Who.Id : null)
            : room.Users.TryGetValue(jid.Bare, out var user) ? new RemoteUserId(user.Self)
            : null;
    }

    private static string? UriOf(RemoteUserId who, HostedRoom hosted, Jid room) =>
        (hosted.Occupants?.Find(who) is { } occupant ? room.WithResource(occupant.Nick) : RoomPresences.AddressOf(hosted, new RemoteContact(who, who.Value))) is not { } jid ? null
        : Scheme + Uri.EscapeDataString(jid.Local ?? "") + "@" + jid.Domain + (jid.Resource is { } nick ? "/" + Uri.EscapeDataString(nick) : "");

    // The depth of a text has a limit (RichText.Of).
    private static IEnumerable<RichInline.Mention> NamedIn(RichBlock block) => block switch
    {
        RichBlock.Paragraph paragraph => paragraph.Content.SelectMany(NamedIn),
        RichBlock.List list => list.Items.SelectMany(item => item.Content.SelectMany(NamedIn).Concat(item.Below is { } below ? NamedIn(below) : [])),
        RichBlock.Spoiler spoiler => spoiler.Content.SelectMany(NamedIn),
        _ => [],
    };

    private static IEnumerable<RichInline.Mention> NamedIn(RichInline inline) =>
        inline is RichInline.Mention mention ? [mention] : inline.Children.SelectMany(NamedIn);

    /// <summary>Where what was said before ends, which an answer repeats (XEP-0461): it names nobody.</summary>
    private static int QuotationIn(Stanza stanza, string body) =>
        Fallback.Find(stanza, Namespaces.Reply)?.Elements().FirstOrDefault()?.Attribute("end")?.Value is { } end && int.TryParse(end, out var points)
            ? Index(body, points) ?? 0
            : 0;

    /// <summary>A name where it is a word of its own, if it is that anywhere; -1 where it is not at all.</summary>
    private static int FindName(string body, string name, int from)
    {
        for (var at = body.IndexOf(name, from, StringComparison.Ordinal); at >= 0; at = body.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if (!IsWithin(body, at) && !IsWithin(body, at + name.Length))
            {
                return at;
            }
        }

        return body.IndexOf(name, from, StringComparison.Ordinal);
    }

    /// <summary>True between two letters of one word.</summary>
    private static bool IsWithin(string text, int at) =>
        at > 0 && at < text.Length && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at]);

    /// <summary>A text may have been cleaned since a client has counted in it. -1 where the name is not in it.</summary>
    private static int FindNearest(string text, string name, int near)
    {
        var nearest = -1;
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if (nearest < 0 || Math.Abs(at - near) < Math.Abs(nearest - near))
            {
                nearest = at;
            }
        }

        return nearest;
    }

    private static int Points(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    /// <summary>The index of a code point; null behind the end.</summary>
    private static int? Index(string text, int points)
    {
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (points-- == 0)
            {
                return index;
            }

            index += rune.Utf16SequenceLength;
        }

        return points == 0 ? index : null;
    }
}
