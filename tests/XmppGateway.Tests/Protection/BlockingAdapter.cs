using System.Threading.Channels;
using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Protection;

/// <summary>A network with domains and blocks of its own; says what it was told.</summary>
internal sealed class BlockingAdapter : IAdapter, INamesDomains, ITakesBlocks
{
    private readonly Channel<Delivery> _seen = Channel.CreateUnbounded<Delivery>();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    public NetworkDescription Description { get; } = new("Test", "test", LocalText.Same("Address"), LocalText.Same("Type an address."));

    public ValueTask<Delivery> NextAsync(CancellationToken cancellationToken) => _seen.Reader.ReadAsync(cancellationToken);

    public ValueTask<string> NextToldAsync(CancellationToken cancellationToken) => _told.Reader.ReadAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public RemoteContact? ParseAddress(string text) =>
        text.IndexOf('@', StringComparison.Ordinal) > 0 ? new RemoteContact(new RemoteUserId(text.ToLowerInvariant()), text) : null;

    public string ServerOf(RemoteContact contact) => "server";

    public string? DomainOf(RemoteContact contact) => contact.Id.Value[(contact.Id.Value.LastIndexOf('@') + 1)..];

    public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        _seen.Writer.TryWrite(delivery);
        return ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(new RemoteMessageId("foreign-" + delivery.Id)));
    }

    public ValueTask<DeliveryResult> SetBlockedAsync(Jid user, RemoteContact contact, bool blocked, CancellationToken cancellationToken) =>
        Tell($"{(blocked ? "block" : "unblock")} {user} {contact.Id}");

    public ValueTask<DeliveryResult> ReportAsync(Jid user, RemoteContact contact, string reason, CancellationToken cancellationToken) =>
        Tell($"report {user} {contact.Id} {reason}");

    private ValueTask<DeliveryResult> Tell(string what)
    {
        _told.Writer.TryWrite(what);
        return ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(null));
    }
}
