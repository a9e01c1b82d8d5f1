using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Tests.Handlers;

/// <summary>Keeps what is sent, and answers requests as a test says.</summary>
internal sealed class FakeLink(string network = "mail", string domain = "mail.example.org") : IComponentLink
{
    private readonly List<Stanza> _sent = [];

    public string Network => network;

    public string Domain => domain;

    public bool IsAttached { get; set; } = true;

    public Func<Stanza, Stanza?> OnAsk { get; set; } = _ => null;

    public int Asked { get; private set; }

    public int Fences { get; private set; }

    /// <summary>What was sent since the last call, in order.</summary>
    public IReadOnlyList<Stanza> TakeSent()
    {
        Stanza[] sent = [.. _sent];
        _sent.Clear();
        return sent;
    }

    public ValueTask<bool> SendAsync(Stanza stanza, CancellationToken cancellationToken)
    {
        if (IsAttached)
        {
            _sent.Add(stanza);
        }

        return ValueTask.FromResult(IsAttached);
    }

    public Task<Stanza?> AskAsync(Stanza request, CancellationToken cancellationToken)
    {
        Asked++;
        return Task.FromResult(IsAttached ? OnAsk(request) : null);
    }

    public Task<bool> PassFenceAsync(CancellationToken cancellationToken)
    {
        Fences++;
        return Task.FromResult(IsAttached);
    }
}
