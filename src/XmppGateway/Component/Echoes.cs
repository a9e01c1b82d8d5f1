using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Component;

/// <summary>
/// Stanzas from and to several addresses of the own domain, all of which a server that knows one component for the domain brings back.
/// COMPAT(ejabberd with <c>domain_balancing</c>): it divides a domain's stanzas by a hash of an address among a fixed number of places, and drops without an
/// error what falls to a place that is empty (<c>ejabberd_router:do_route</c>). Twelve addresses all fall to one of two places once in 4,096 times.
/// </summary>
internal sealed class Echoes(Jid domain)
{
    public const int Count = 12;

    // Whoever else is asked by this id is not from our domain.
    private const string Mark = "echo-";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _out = [];
    private TaskCompletionSource _all = new();
    private long _round;

    /// <summary>Sends a round and waits for it. How many came back; null when the link went meanwhile.</summary>
    public async Task<int?> CountAsync(
        Func<Stanza, CancellationToken, ValueTask<bool>> send, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        List<Stanza> round;
        TaskCompletionSource all;
        lock (_lock)
        {
            _round++;
            round = [.. Enumerable.Range(0, Count).Select(i => Build(i, string.Create(CultureInfo.InvariantCulture, $"{Mark}{_round}-{i}")))];
            _out.Clear();
            _out.UnionWith(round.Select(stanza => stanza.Id!));
            all = _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        foreach (var stanza in round)
        {
            if (!await send(stanza, cancellationToken))
            {
                return null;
            }
        }

        await all.Task.WaitAsync(patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Count - _out.Count;
        }
    }

    /// <summary>Takes a stanza that is one of them, on its way back or as an error about it.</summary>
    public bool TryReturn(Stanza stanza)
    {
        if (stanza.Id is not { } id || !id.StartsWith(Mark, StringComparison.Ordinal) || stanza.From?.Domain != domain.Domain || stanza.To?.Domain != domain.Domain)
        {
            return false;
        }

        lock (_lock)
        {
            if (_out.Remove(id) && _out.Count == 0)
            {
                _all.TrySetResult();
            }
        }

        return true;
    }

    private Stanza Build(int number, string id)
    {
        // From and to alike, because the hash may be of either.
        var self = Jid.Parse(string.Create(CultureInfo.InvariantCulture, $"echo-probe-{number}@{domain.Domain}"));
        var stanza = new Stanza(StanzaKind.Message) { From = self, To = self, Id = id, Type = "headline" };
        stanza.Payloads.Add(new XElement(Namespaces.Ping + "ping"));
        return stanza;
    }
}
