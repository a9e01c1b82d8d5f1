using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Handlers;

/// <summary>
/// What a contact says about itself in service discovery (XEP-0030): only what its network can do. What the gateway puts into words is not
/// announced, because clients would take it for the thing itself. Pure; the same capabilities give the same answer, so that it can be hashed.
/// </summary>
internal static class ContactFeatures
{
    /// <summary>
    /// The identity, the features and the restrictions of a contact. XEP-0030 §3.1 with the registry: a JID with a localpart and no resource
    /// is an account. Contacts have no resources (XEP-0100 §4.4.1), so a client's identity (client/pc) would be wrong even where other
    /// gateways claim one. XEP-0163 §6: it keeps nodes of its own, those of its profile. It has no name:
    /// who it is, nick and vCard say, and one hash (XEP-0115) serves all who can the same.
    /// </summary>
    public static DiscoInfo InfoOf(Capabilities capabilities) => new(
        [new DiscoIdentity("account", "registered"), new DiscoIdentity("pubsub", "pep")], Of(capabilities), Form: RestrictionsOf(capabilities));

    /// <summary>The features.</summary>
    public static IReadOnlyList<string> Of(Capabilities capabilities)
    {
        var features = new List<string>
        {
            Namespaces.DiscoInfo.NamespaceName,
            Namespaces.DiscoItems.NamespaceName,
            Ping.Feature,
            EntityCapabilities.Feature,
            VCardTemp.Feature,
            PubSubItems.RetrieveFeature,
            PubSubItems.PersistentFeature,
        };
        Add(capabilities.LastActivity, LastActivity.Feature);
        if (capabilities.NoReply)
        {
            // XEP-0506 §3: it accepts no chat messages, so nothing about messages is true of it.
            features.Add(Namespaces.NoReply.NamespaceName);
            return features;
        }

        // Sent when the foreign side has accepted, or has it where it can tell. Also to who has turned them off: XEP-0184 §7 keeps apart what is
        // supported and what a reader is configured to get.
        features.Add(Receipts.Feature);
        Add(capabilities.Replies, Namespaces.Reply);
        Add(capabilities.Replies, Namespaces.Fallback);
        Add(capabilities.Edits == Support.Native, Namespaces.Correction);
        Add(capabilities.Retractions == Support.Native, Namespaces.Retraction);
        Add(capabilities.Retractions == Support.Native, Namespaces.RetractionOld);
        Add(capabilities.Reactions == Support.Native, Namespaces.Reactions);
        Add(capabilities.DisplayMarkers, Namespaces.ChatMarkers);
        Add(capabilities.ChatStates, Namespaces.ChatStates);
        Add(capabilities.RichText, Namespaces.Styling);
        Add(capabilities.RichText, Namespaces.Spoiler);
        Add(capabilities.Attachments != Support.Refused, Namespaces.OutOfBand); // a link in the text is what XEP-0066 gives anyway
        Add(capabilities.Attachments == Support.Native, Namespaces.FileSharing);
        return features;

        void Add(bool has, XNamespace feature)
        {
            if (has)
            {
                features.Add(feature.NamespaceName);
            }
        }
    }

    /// <summary>XEP-0444 §2.2: which emoji are taken, and how many of one person; null where every one is.</summary>
    public static XElement? RestrictionsOf(Capabilities capabilities)
    {
        if (capabilities is not { NoReply: false, Reactions: Support.Native } || (capabilities.AllowedReactions, capabilities.ReactionsPerPerson) is (null, null))
        {
            return null;
        }

        var form = new XElement(
            Namespaces.DataForms + "x",
            new XAttribute("type", "result"),
            Field("FORM_TYPE", ["urn:xmpp:reactions:0:restrictions"], new XAttribute("type", "hidden")));
        if (capabilities.ReactionsPerPerson is { } count)
        {
            form.Add(Field("max_reactions_per_user", [count.ToString(CultureInfo.InvariantCulture)]));
        }

        if (capabilities.AllowedReactions is { } allowed)
        {
            form.Add(Field("allowlist", allowed.Select(BodyText.CleanLine)));
        }

        return form;
    }

    private static XElement Field(string name, IEnumerable<string> values, XAttribute? type = null) => new(
        Namespaces.DataForms + "field",
        type,
        new XAttribute("var", name),
        values.Select(value => new XElement(Namespaces.DataForms + "value", value)));
}
