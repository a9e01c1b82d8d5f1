using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0433: a request for the search form, or a search.</summary>
/// <param name="Form">Null in a request for the form.</param>
/// <param name="Page">Which part of what is found.</param>
public sealed record ChannelSearch(DataForm? Form, ResultSetQuery Page)
{
    /// <summary>The form's type (XEP-0068).</summary>
    public const string FormType = "urn:xmpp:channel-search:0:search-params";

    /// <summary>The kind of channels that rooms are (§5.2).</summary>
    public const string Rooms = "xep-0045";

    public static readonly string Feature = Namespaces.ChannelSearch.NamespaceName;

    /// <summary>§5.1: the most people first.</summary>
    public static readonly string ByUsers = (Namespaces.ChannelSearchOrder + "nusers").ToString();

    private static readonly XName Search = Namespaces.ChannelSearch + "search";

    /// <summary>What a request asks; null when it is none. §3.2 sends even a filled-in form in a <c>get</c>.</summary>
    public static ChannelSearch? Find(Stanza request) => request is { Kind: StanzaKind.Iq, Type: "get" or "set" } && request.Payload(Search) is { } search
        ? new ChannelSearch(DataForm.Find(search), ResultSetQuery.Find(search))
        : null;

    /// <summary>The answer with the form.</summary>
    public static XElement ToFillIn(DataForm form) => new(Search, form.ToElement());

    /// <summary>What was found.</summary>
    public static XElement Result(IEnumerable<FoundChannel> channels, ResultSet page) => new(
        Namespaces.ChannelSearch + "result", channels.Select(channel => channel.ToElement()), page.ToElement());

    /// <summary>An application condition of §3.2.</summary>
    public static XElement Error(string condition) => new(Namespaces.ChannelSearchErrors + condition);

    /// <summary>§3.2: too many requests.</summary>
    public static XElement RateLimit(TimeSpan wait) => new(
        Namespaces.ChannelSearchErrors + "rate-limit",
        new XAttribute("retry-after", ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture)));
}

/// <summary>§5.2: one channel that was found.</summary>
/// <param name="Address">Where people come in.</param>
/// <param name="Name">Null without one.</param>
/// <param name="Description">Null without one.</param>
/// <param name="Users">How many people are in it.</param>
/// <param name="IsOpen">True where everybody may come in.</param>
public sealed record FoundChannel(Jid Address, string? Name, string? Description, int Users, bool IsOpen)
{
    internal XElement ToElement() => new(
        Namespaces.ChannelSearch + "item",
        new XAttribute("address", Address.ToString()),
        Name is null ? null : new XElement(Namespaces.ChannelSearch + "name", Name),
        Description is null ? null : new XElement(Namespaces.ChannelSearch + "description", Description),
        new XElement(Namespaces.ChannelSearch + "nusers", Users.ToString(CultureInfo.InvariantCulture)),
        new XElement(Namespaces.ChannelSearch + "service-type", ChannelSearch.Rooms),
        new XElement(Namespaces.ChannelSearch + "is-open", IsOpen ? "true" : "false"));
}
