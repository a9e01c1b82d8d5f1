using System.Security.Cryptography;
using System.Text;

namespace XmppGateway.Xmpp.Streams;

/// <summary>What a component says before it may send stanzas (XEP-0114 §3).</summary>
internal static class Handshake
{
    /// <summary>The end of our side of the stream.</summary>
    public const string Footer = "</stream:stream>";

    /// <summary>
    /// Our stream header. XEP-0114 §3 (1): <c>to</c> is the component's own domain. No <c>version</c>, which would announce features,
    /// SASL and more that this protocol does not have.
    /// </summary>
    public static string Header(string domain) =>
        "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='"
        + domain + "'>";

    /// <summary>XEP-0114 §3 (3): SHA-1 of the stream id (unescaped) and the secret. COMPAT(ejabberd): the hex must be lower-case.</summary>
    public static string Proof(string streamId, string secret) =>
        "<handshake>" + Digest(streamId, secret) + "</handshake>";

    public static string Digest(string streamId, string secret)
    {
#pragma warning disable CA5350 // SHA-1 is what the protocol has; its weakness (collisions) is none for this proof
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(streamId + secret)));
#pragma warning restore CA5350
    }
}
