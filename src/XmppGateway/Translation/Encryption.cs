using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>What encryption, if any, hides the text of a message.</summary>
internal enum EncryptionKind
{
    /// <summary>None: the body is what was written.</summary>
    None,

    /// <summary>Only keys travel, as clients do by themselves. Nothing is lost when it is ignored.</summary>
    KeysOnly,

    /// <summary>The text is encrypted; the body, if there is one, says only that.</summary>
    Text,
}

/// <summary>Finds end-to-end encrypted messages. They cannot be bridged, and their fallback body must not be taken for the message.</summary>
internal static class Encryption
{
    /// <summary>XEP-0380: what a client says about its own message.</summary>
    private static readonly XName Named = XNamespace.Get("urn:xmpp:eme:0") + "encryption";

    private static readonly XName LegacyOpenPgp = XNamespace.Get("jabber:x:encrypted") + "x";

    private static readonly XName OpenPgp = XNamespace.Get("urn:xmpp:openpgp:0") + "openpgp";

    /// <summary>Looks at the payloads and at the body. Pure.</summary>
    public static EncryptionKind Of(Stanza message, string? body)
    {
        var found = EncryptionKind.None;
        foreach (var payload in message.Payloads)
        {
            if (payload.Name == LegacyOpenPgp || payload.Name == OpenPgp)
            {
                return EncryptionKind.Text;
            }

            if (IsOmemo(payload))
            {
                // XEP-0384 §4.6: a message without <payload/> only brings a key.
                found = payload.Element(payload.Name.Namespace + "payload") is null && found == EncryptionKind.None && body is null
                    ? EncryptionKind.KeysOnly
                    : EncryptionKind.Text;
            }
        }

        return found == EncryptionKind.None && (IsNamed(message) || IsOtr(body)) ? EncryptionKind.Text : found;
    }

    private static bool IsOmemo(XElement payload) =>
        payload.Name.LocalName == "encrypted" &&
        (payload.Name.NamespaceName == "eu.siacs.conversations.axolotl" ||
         payload.Name.NamespaceName.StartsWith("urn:xmpp:omemo:", StringComparison.Ordinal));

    private static bool IsNamed(Stanza message) => message.Payload(Named) is not null;

    // XEP-0364: OTR has no element of its own.
    private static bool IsOtr(string? body) => body is not null && body.StartsWith("?OTR", StringComparison.Ordinal);
}
