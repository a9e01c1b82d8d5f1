using System.Xml.Linq;

namespace XmppGateway.Xmpp.Stanzas;

/// <summary>XML namespaces, named after the document that defines them.</summary>
public static class Namespaces
{
    public static readonly XNamespace Component = "jabber:component:accept";
    public static readonly XNamespace Stream = "http://etherx.jabber.org/streams";
    public static readonly XNamespace StreamErrors = "urn:ietf:params:xml:ns:xmpp-streams";
    public static readonly XNamespace StanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";
    public static readonly XNamespace DiscoInfo = "http://jabber.org/protocol/disco#info";
    public static readonly XNamespace DiscoItems = "http://jabber.org/protocol/disco#items";
    public static readonly XNamespace Gateway = "jabber:iq:gateway";
    public static readonly XNamespace Version = "jabber:iq:version";
    public static readonly XNamespace Ping = "urn:xmpp:ping";
    public static readonly XNamespace EntityTime = "urn:xmpp:time";
    public static readonly XNamespace Receipts = "urn:xmpp:receipts";
    public static readonly XNamespace Delay = "urn:xmpp:delay";
    public static readonly XNamespace StanzaIds = "urn:xmpp:sid:0";
    public static readonly XNamespace Nick = "http://jabber.org/protocol/nick";
    public static readonly XNamespace Reply = "urn:xmpp:reply:0";
    public static readonly XNamespace Commands = "http://jabber.org/protocol/commands";
    public static readonly XNamespace DataForms = "jabber:x:data";
    public static readonly XNamespace DataValidate = "http://jabber.org/protocol/xdata-validate";
    public static readonly XNamespace Register = "jabber:iq:register";
    public static readonly XNamespace Search = "jabber:iq:search";
    public static readonly XNamespace Fallback = "urn:xmpp:fallback:0";
    public static readonly XNamespace Correction = "urn:xmpp:message-correct:0";
    public static readonly XNamespace Retraction = "urn:xmpp:message-retract:1";
    public static readonly XNamespace RetractionOld = "urn:xmpp:message-retract:0";
    public static readonly XNamespace Fastening = "urn:xmpp:fasten:0";
    public static readonly XNamespace Reactions = "urn:xmpp:reactions:0";
    public static readonly XNamespace ChatMarkers = "urn:xmpp:chat-markers:0";
    public static readonly XNamespace ChatStates = "http://jabber.org/protocol/chatstates";
    public static readonly XNamespace Hints = "urn:xmpp:hints";
    public static readonly XNamespace NoReply = "urn:xmpp:noreply:0";
    public static readonly XNamespace Styling = "urn:xmpp:styling:0";
    public static readonly XNamespace Spoiler = "urn:xmpp:spoiler:0";
    public static readonly XNamespace VCardTemp = "vcard-temp";
    public static readonly XNamespace VCardUpdate = "vcard-temp:x:update";
    public static readonly XNamespace VCard4 = "urn:ietf:params:xml:ns:vcard-4.0";
    public static readonly XNamespace PubSub = "http://jabber.org/protocol/pubsub";
    public static readonly XNamespace PubSubEvent = "http://jabber.org/protocol/pubsub#event";
    public static readonly XNamespace Archive = "urn:xmpp:mam:2";
    public static readonly XNamespace ResultSet = "http://jabber.org/protocol/rsm";
    public static readonly XNamespace DisplayedSync = "urn:xmpp:mds:displayed:0";
    public static readonly XNamespace AvatarData = "urn:xmpp:avatar:data";
    public static readonly XNamespace AvatarMetadata = "urn:xmpp:avatar:metadata";
    public static readonly XNamespace OutOfBand = "jabber:x:oob";
    public static readonly XNamespace FileSharing = "urn:xmpp:sfs:0";
    public static readonly XNamespace FileMetadata = "urn:xmpp:file:metadata:0";
    public static readonly XNamespace EncryptedFileSharing = "urn:xmpp:esfs:0";

    public static readonly XNamespace UrlData = "http://jabber.org/protocol/url-data";
    public static readonly XNamespace References = "urn:xmpp:reference:0";
    public static readonly XNamespace MediaSharing = "urn:xmpp:sims:1";
    public static readonly XNamespace Upload = "urn:xmpp:http:upload:0";
    public static readonly XNamespace Rooms = "http://jabber.org/protocol/muc";
    public static readonly XNamespace RoomUser = "http://jabber.org/protocol/muc#user";
    public static readonly XNamespace RoomAdmin = "http://jabber.org/protocol/muc#admin";
    public static readonly XNamespace RoomOwner = "http://jabber.org/protocol/muc#owner";
    public static readonly XNamespace OccupantId = "urn:xmpp:occupant-id:0";
    public static readonly XNamespace ChannelSearch = "urn:xmpp:channel-search:0:search";
    public static readonly XNamespace ChannelSearchParameters = "urn:xmpp:channel-search:0:search-params";
    public static readonly XNamespace ChannelSearchOrder = "urn:xmpp:channel-search:0:order";
    public static readonly XNamespace ChannelSearchErrors = "urn:xmpp:channel-search:0:error";
    public static readonly XNamespace Hats = "urn:xmpp:hats:0";
    public static readonly XNamespace Moderation = "urn:xmpp:message-moderate:1";
    public static readonly XNamespace ModerationOld = "urn:xmpp:message-moderate:0";
    public static readonly XNamespace DirectInvitation = "jabber:x:conference";
}
