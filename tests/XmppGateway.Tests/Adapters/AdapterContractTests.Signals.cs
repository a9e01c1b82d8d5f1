using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters;

// ITakesSignals and IKnowsPresence.
public sealed partial class AdapterContractTests
{
    public static TheoryData<string> TakingSignals => [.. AdapterFixtures.With<ITakesSignals>()];

    public static TheoryData<string> KnowingPresence => [.. AdapterFixtures.With<IKnowsPresence>()];

    [Theory]
    [MemberData(nameof(TakingSignals))]
    public async Task Every_signal_is_taken_whatever_stands_in_it(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var adapter = Assert.IsType<ITakesSignals>(test.Adapter, exactMatch: false);
        foreach (var signal in Signals(test))
        {
            await adapter.TakeSignalAsync(signal, Cancelled).AsTask().WaitAsync(Soon, Cancelled);
        }

        // Nothing of a signal is worth a commit.
        Assert.Empty(test.Context.Arrivals);
    }

    [Theory]
    [MemberData(nameof(TakingSignals))]
    public async Task A_signal_ends_with_its_token_when_the_peer_hangs(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var adapter = Assert.IsType<ITakesSignals>(test.Adapter, exactMatch: false);
        test.Peer.Hang();
        using var patience = new CancellationTokenSource();
        var taking = adapter.TakeSignalAsync(new UserSignal.Typing(AdapterUnderTest.Alice, test.Contact, ChatStateKind.Composing), patience.Token).AsTask();

        await patience.CancelAsync();

        var ended = await Record.ExceptionAsync(() => taking.WaitAsync(Soon, Cancelled));
        Assert.True(ended is null or OperationCanceledException, ended?.ToString());
    }

    [Theory]
    [MemberData(nameof(KnowingPresence))]
    public async Task A_presence_to_begin_with_is_known_of_everybody_and_asks_nobody(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);
        var adapter = Assert.IsType<IKnowsPresence>(test.Adapter, exactMatch: false);
        await test.Peer.StopPeerAsync();
        test.Context.Notes.Down = true;
        var random = new Random(20_261_124);
        foreach (var contact in Enumerable.Range(0, 300).Select(_ => test.Adapter.ParseAddress(Mutate(test.Peer.Contact, random))).OfType<RemoteContact>())
        {
            Assert.True(Enum.IsDefined(adapter.InitialPresenceOf(contact).Availability));
        }

        Assert.Equal(0, test.Peer.Contacts);
    }

    /// <summary>Else clients would ask a contact for something that it cannot tell, or never ask for what it can (XEP-0012).</summary>
    [Theory]
    [MemberData(nameof(KnowingPresence))]
    public async Task Since_when_somebody_is_idle_is_told_by_who_declares_it(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var fixture = Assert.IsType<IPresenceFixture>(test.Peer, exactMatch: false);
        var capabilities = (test.Adapter as IDeclaresCapabilities)?.CapabilitiesOf(test.Contact) ?? new Capabilities();

        await fixture.FallIdleAsync(test.Adapter, Cancelled);

        var told = test.Context.Signals.OfType<ContactSignal.Presence>().Last(signal => signal.Contact.Id == test.Contact.Id);
        Assert.Equal(Availability.Away, told.State.Availability);
        Assert.Equal(capabilities.LastActivity, told.State.IdleSince is not null);
    }

    private static IEnumerable<UserSignal> Signals(AdapterUnderTest test)
    {
        var user = AdapterUnderTest.Alice;
        foreach (var availability in Enum.GetValues<Availability>())
        {
            yield return new UserSignal.Presence(user, new PresenceState(availability, "busy \uD800\0\r\n", test.Context.Time.GetUtcNow()));
            yield return new UserSignal.Presence(user, new PresenceState(availability));
        }

        foreach (var state in Enum.GetValues<ChatStateKind>())
        {
            yield return new UserSignal.Typing(user, test.Contact, state);
        }

        yield return new UserSignal.ProfileChanged(user, new Profile());
        yield return new UserSignal.ProfileChanged(
            user, new Profile { DisplayName = "\u202EAlice\0\uDC00", Avatar = new Avatar("a", _ => ValueTask.FromResult<Picture?>(new Picture(new byte[] { 1 }, "image/png"))) });
        yield return new UserSignal.ProfileChanged(user, new Profile { Avatar = new Avatar("gone", _ => ValueTask.FromResult<Picture?>(null)) });
    }
}
