using System.Threading.Channels;
using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Tests.Outbox;

/// <summary>A link whose stanzas a test reads, and whose fences come back when the test says so.</summary>
internal sealed class ScriptedLink : IComponentLink
{
    private readonly Channel<Stanza> _sent = Channel.CreateUnbounded<Stanza>();
    private int _begun;

    public string Network => "test";

    public string Domain => "test.localhost";

    public bool IsAttached { get; set; } = true;

    public Func<Task<bool>> OnFence { get; set; } = () => Task.FromResult(true);

    public long Stream { get; set; } = 1;

    /// <summary>The server was away since the last attachment, and loses what it took just before.</summary>
    public bool HasForgotten { get; set; }

    /// <summary>Stanzas wait for this before they are written: a server that does not read.</summary>
    public Task Reads { get; set; } = Task.CompletedTask;

    /// <summary>Stanzas that were handed over, written or not.</summary>
    public int Begun => _begun;

    /// <summary>What was sent and not read yet.</summary>
    public IReadOnlyList<Stanza> TakeSent()
    {
        var sent = new List<Stanza>();
        while (_sent.Reader.TryRead(out var stanza))
        {
            sent.Add(stanza);
        }

        return sent;
    }

    public ValueTask<Stanza> NextAsync(CancellationToken cancellationToken) => _sent.Reader.ReadAsync(cancellationToken);

    public bool TryNext(out Stanza? stanza) => _sent.Reader.TryRead(out stanza);

    public async ValueTask<bool> SendAsync(Stanza stanza, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _begun);
        await Reads.WaitAsync(cancellationToken);
        return IsAttached && _sent.Writer.TryWrite(stanza);
    }

    public Task<Stanza?> AskAsync(Stanza request, CancellationToken cancellationToken) => Task.FromResult<Stanza?>(null);

    public Task<bool> PassFenceAsync(CancellationToken cancellationToken) => OnFence().WaitAsync(cancellationToken);
}
