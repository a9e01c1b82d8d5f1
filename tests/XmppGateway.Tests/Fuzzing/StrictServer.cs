using System.Collections.Concurrent;
using System.Text;
using System.Xml.Linq;
using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Fuzzing;

/// <summary>
/// What makes a server close a component's stream, or drop what it says (Prosody's mod_component, ejabberd_service, RFC 6120 §8). That the
/// stream is well-formed and holds no forbidden character is seen by the XML reader before this.
/// </summary>
internal sealed class StrictServer
{
    // COMPAT(Prosody 13): component_stanza_size_limit.
    private const int LargestStanza = 512 * 1024;

    private static readonly XNamespace Component = "jabber:component:accept";
    private readonly ConcurrentQueue<string> _offences = new();

    /// <summary>What a server would not have let pass.</summary>
    public IReadOnlyCollection<string> Offences => _offences;

    /// <summary>Looks at one stanza that the component has written.</summary>
    public void Inspect(string domain, XElement stanza)
    {
        var offence = FindOffence(domain, stanza);
        if (offence is not null)
        {
            var text = stanza.ToString();
            _offences.Enqueue(offence + ": " + text[..Math.Min(text.Length, 2_000)]);
        }
    }

    private static string? FindOffence(string domain, XElement stanza)
    {
        if (stanza.Name.Namespace != Component || stanza.Name.LocalName is not ("message" or "presence" or "iq"))
            return "no stanza";
        if (!Jid.TryParse((string?)stanza.Attribute("from") ?? "", out var from) || from.Domain != domain)
            return "improper-addressing: from";
        if (!Jid.TryParse((string?)stanza.Attribute("to") ?? "", out _))
            return "improper-addressing: to";
        if (Encoding.UTF8.GetByteCount(stanza.ToString(SaveOptions.DisableFormatting)) > LargestStanza)
            return "stanza too large";
        if (stanza.DescendantsAndSelf().Any(element => element.Name.Namespace == XNamespace.None))
            return "element without a namespace";

        return (string?)stanza.Attribute("type") == "error" && !stanza.Elements(Component + "error").Any() ? "error without a condition"
            : stanza.Name.LocalName == "iq" ? FindOffenceInIq(stanza)
            : null;
    }

    private static string? FindOffenceInIq(XElement iq) =>
        iq.Attribute("id") is null ? "iq without an id"
        : ((string?)iq.Attribute("type"), iq.Elements().Count()) switch
        {
            ("get" or "set", 1) or ("result", 0 or 1) or ("error", > 0) => null,
            _ => "iq that is neither a request nor an answer",
        };
}
