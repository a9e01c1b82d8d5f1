using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <summary>What every engine must do. The parts are in one file for each interface.</summary>
public abstract partial class StoreContractTests : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected IStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Store = await NewStoreAsync();
        await Store.OpenAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }

        await RemoveAsync();
    }

    /// <summary>Another store on the same database, empty at first.</summary>
    private protected abstract Task<IStore> NewStoreAsync();

    private protected abstract Task RemoveAsync();

    private protected static OutboxEntry Outgoing(string stanzaId, string lane = "lane", string network = "mail") => new()
    {
        Network = network,
        Lane = lane,
        DeliveryId = "delivery-" + stanzaId,
        User = "alice@localhost",
        Contact = "bob@example.test",
        From = "alice@localhost/phone",
        StanzaId = stanzaId,
        Fingerprint = "print",
        Payload = [1, 2, 3],
        AcceptedAt = Now,
        ExpiresAt = Now.AddDays(1),
    };

    private protected static InboxEntry Incoming(string key, string lane = "lane", string network = "mail") => new()
    {
        Network = network,
        Lane = lane,
        Key = key,
        StanzaId = "stanza-" + key,
        Payload = [4, 5],
        AcceptedAt = Now,
    };

    private protected async Task<long> AddAsync(OutboxEntry entry) =>
        Assert.IsType<OutboxAddition.Added>(await Store.AddOutgoingAsync(entry, Now.AddDays(-1), Token)).Sequence;

    private protected Task<IReadOnlyList<OutboxEntry>> LaneAsync(string lane = "lane") =>
        Store.ReadOutgoingAsync("mail", lane, 0, 100, Token);

    private protected Task<IReadOnlyList<InboxEntry>> InboxLaneAsync(string lane = "lane") =>
        Store.ReadIncomingAsync("mail", lane, 0, 100, Token);

    private protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await NewStoreAsync();
        await Store.OpenAsync(Token);
    }
}
