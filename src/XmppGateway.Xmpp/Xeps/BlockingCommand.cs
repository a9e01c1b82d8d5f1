using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>One address to block or unblock, with a report where there is one (XEP-0377 §5).</summary>
/// <param name="Jid">The address.</param>
/// <param name="Reason">The last part of the report's reason: <c>spam</c>, <c>abuse</c>; null without a report.</param>
/// <param name="Text">What the user says about it; null without any.</param>
public sealed record BlockingItem(Jid Jid, string? Reason = null, string? Text = null);

/// <summary>XEP-0191: the blocking command.</summary>
public static class BlockingCommand
{
    public const string ReportFeature = "urn:xmpp:reporting:1";

    private const string ReasonPrefix = "urn:xmpp:reporting:";

    private static readonly XNamespace Namespace = "urn:xmpp:blocking";
    private static readonly XName List = Namespace + "blocklist";
    private static readonly XName Block = Namespace + "block";
    private static readonly XName Unblock = Namespace + "unblock";
    private static readonly XName Item = Namespace + "item";
    private static readonly XNamespace Reporting = ReportFeature;

    public static string Feature => Namespace.NamespaceName;

    /// <summary>§3.2: the question for the blocklist.</summary>
    public static XElement Get() => new(List);

    /// <summary>The answer to it.</summary>
    public static XElement ToList(IEnumerable<Jid> blocked) => new(List, blocked.Select(jid => new XElement(Item, new XAttribute("jid", jid.ToString()))));

    public static bool IsGet(Stanza stanza) => stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(List) is not null;

    public static bool IsSet(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "set" } && (stanza.Payload(Block) ?? stanza.Payload(Unblock)) is not null;

    /// <summary>The addresses in an answer, without those that are none; null when it is an error or no list.</summary>
    public static IReadOnlyList<Jid>? ReadList(Stanza answer) =>
        answer.IsError || answer.Payload(List) is not { } list ? null : [.. list.Elements(Item).Select(Read).OfType<BlockingItem>().Select(i => i.Jid)];

    /// <summary>What a request wants: to block or to unblock, and whom. To unblock nobody means everybody (§3.5).</summary>
    /// <exception cref="StanzaErrorException">
    /// One of the addresses is none. Left out, it would make everybody of an <c>unblock</c> that names nobody else.
    /// </exception>
    public static (bool Block, IReadOnlyList<BlockingItem> Items) ReadSet(Stanza request)
    {
        var block = request.Payload(Block);
        var items = (block ?? request.Payload(Unblock)!).Elements(Item)
            .Select(item => Read(item) ?? throw new StanzaErrorException(StanzaError.Of(StanzaConditions.JidMalformed)));
        return (block is not null, [.. items]);
    }

    private static BlockingItem? Read(XElement item)
    {
        var report = item.Element(Reporting + "report");
        return Jid.TryParse(item.Attribute("jid")?.Value, out var jid)
            ? new BlockingItem(jid, report is null ? null : ReasonOf(report), report?.Element(Reporting + "text")?.Value.Trim())
            : null;
    }

    // XEP-0377 §4: every report has a reason; one that is not known counts as abuse.
    private static string ReasonOf(XElement report) => report.Attribute("reason")?.Value == ReasonPrefix + "spam" ? "spam" : "abuse";
}
