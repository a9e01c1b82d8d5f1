using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>Requests and results of IQ semantics (RFC 6120 §8.2.3).</summary>
internal static class IqAnswers
{
    /// <summary>The result of a request; without a payload where there is nothing to tell.</summary>
    public static Stanza Result(Stanza request, XElement? payload = null)
    {
        var result = new Stanza(StanzaKind.Iq) { From = request.To, To = request.From, Id = request.Id, Type = "result" };
        if (payload is not null)
        {
            result.Payloads.Add(payload);
        }

        return result;
    }

    /// <summary>True for a request of this type with this payload.</summary>
    public static bool IsRequest(Stanza stanza, string type, XName payload) =>
        stanza.Kind == StanzaKind.Iq && stanza.Type == type && stanza.Payloads.Count == 1 && stanza.Payloads[0].Name == payload;
}
