using System.Xml.Linq;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>The namespaces that the scenarios speak, written out once more: what the gateway calls them is what is tested.</summary>
public static class Xeps
{
    public static readonly XNamespace Info = "http://jabber.org/protocol/disco#info";
    public static readonly XNamespace Items = "http://jabber.org/protocol/disco#items";
    public static readonly XNamespace Version = "jabber:iq:version";
    public static readonly XNamespace Prompt = "jabber:iq:gateway";
    public static readonly XNamespace Ping = "urn:xmpp:ping";
    public static readonly XNamespace Delay = "urn:xmpp:delay";
    public static readonly XNamespace Reply = "urn:xmpp:reply:0";
    public static readonly XNamespace Fallback = "urn:xmpp:fallback:0";
    public static readonly XNamespace OriginId = "urn:xmpp:sid:0";
    public static readonly XNamespace Nick = "http://jabber.org/protocol/nick";

    public static readonly XNamespace Commands = "http://jabber.org/protocol/commands";
    public static readonly XNamespace Form = "jabber:x:data";
    public static readonly XNamespace Register = "jabber:iq:register";
    public static readonly XNamespace Search = "jabber:iq:search";
    public static readonly XNamespace Correct = "urn:xmpp:message-correct:0";
    public static readonly XNamespace Retract = "urn:xmpp:message-retract:1";
    public static readonly XNamespace Reactions = "urn:xmpp:reactions:0";
    public static readonly XNamespace Markers = "urn:xmpp:chat-markers:0";
    public static readonly XNamespace Hints = "urn:xmpp:hints";
    public static readonly XNamespace ChatStates = "http://jabber.org/protocol/chatstates";

    public static readonly XNamespace Bookmarks = "urn:xmpp:bookmarks:1";
    public static readonly XNamespace PubSub = "http://jabber.org/protocol/pubsub";
    public static readonly XNamespace DisplayedSync = "urn:xmpp:mds:displayed:0";
    public static readonly XNamespace Styling = "urn:xmpp:styling:0";
    public static readonly XNamespace Spoiler = "urn:xmpp:spoiler:0";
    public static readonly XNamespace Carbons = "urn:xmpp:carbons:2";
    public static readonly XNamespace Forward = "urn:xmpp:forward:0";
    public static readonly XNamespace Archive = "urn:xmpp:mam:2";
    public static readonly XNamespace Roster = "jabber:iq:roster";
    public static readonly XNamespace RosterExchange = "http://jabber.org/protocol/rosterx";

    public static readonly XNamespace OutOfBand = "jabber:x:oob";
    public static readonly XNamespace FileSharing = "urn:xmpp:sfs:0";
    public static readonly XNamespace FileMetadata = "urn:xmpp:file:metadata:0";
    public static readonly XNamespace Thumbnails = "urn:xmpp:thumbs:1";

    /// <summary>The features of a <c>disco#info</c> result.</summary>
    public static IReadOnlyList<string> Features(this XElement answer) =>
        [.. answer.Descendants(Info + "feature").Select(feature => feature.Attribute("var")?.Value ?? "")];

    /// <summary>The identities of a <c>disco#info</c> result, as <c>category/type</c>.</summary>
    public static IReadOnlyList<string> Identities(this XElement answer) =>
        [.. answer.Descendants(Info + "identity").Select(identity => $"{identity.Attribute("category")?.Value}/{identity.Attribute("type")?.Value}")];
}
