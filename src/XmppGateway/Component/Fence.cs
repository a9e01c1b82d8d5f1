using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Component;

/// <summary>
/// The stanza that a link sends to its own address. XEP-0114 has no acknowledgements; but a server takes stanzas of one stream in order,
/// so when this one comes back, everything before it was taken.
/// </summary>
internal sealed class Fence(Jid domain)
{
    private readonly Jid _from = domain;
    private readonly Jid _to = domain.WithResource("fence");
    private readonly Lock _lock = new();
    private TaskCompletionSource<bool>? _waiting;
    private string? _id;
    private long _count;

    /// <summary>
    /// True when IQs to the own domain do not come back and messages are used instead.
    /// COMPAT(ejabberd 24.12 with mod_privilege): IQ requests of components to bare domains are dropped without an answer.
    /// </summary>
    public bool UsesMessages { get; set; }

    /// <summary>The next fence stanza, and the task that says whether it came back.</summary>
    public (Stanza Stanza, Task<bool> Returned) Raise()
    {
        lock (_lock)
        {
            _waiting?.TrySetResult(false);
            _waiting = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _id = "fence-" + (++_count).ToString(CultureInfo.InvariantCulture);
            return (Build(_id), _waiting.Task);
        }
    }

    /// <summary>Takes a stanza that is the fence, on its way back or as an error about it: either way the server has seen it.</summary>
    public bool TryReturn(Stanza stanza)
    {
        if (stanza.Id is null || !stanza.Id.StartsWith("fence-", StringComparison.Ordinal) || stanza.To?.Domain != _from.Domain
            || (stanza.From != _from && stanza.From != _to))
        {
            return false;
        }

        lock (_lock)
        {
            if (stanza.Id == _id)
            {
                _waiting?.TrySetResult(true);
            }
        }

        return true;
    }

    /// <summary>The stream has ended, or nobody waits any more.</summary>
    public void Drop()
    {
        lock (_lock)
        {
            _waiting?.TrySetResult(false);
            _id = null;
        }
    }

    private Stanza Build(string id)
    {
        var stanza = new Stanza(UsesMessages ? StanzaKind.Message : StanzaKind.Iq)
        {
            From = _from,
            To = _to,
            Id = id,
            Type = UsesMessages ? "headline" : "get",
        };
        stanza.Payloads.Add(new XElement(Namespaces.Ping + "ping"));
        return stanza;
    }
}
