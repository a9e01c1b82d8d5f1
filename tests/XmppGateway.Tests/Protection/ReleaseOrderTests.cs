using System.Diagnostics;
using System.Globalization;
using XmppGateway.Protection;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Protection;

/// <summary>What a stranger has written is shown in order and once, whenever the user accepts them and whatever breaks meanwhile.</summary>
public sealed class ReleaseOrderTests
{
    private const string Eve = StrangerStory.Eve;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_still_on_its_way_when_the_user_accepts_comes_after_what_was_held(bool inRoom)
    {
        await using var story = await StrangerStory.BeginAsync(inRoom);
        story.Close();
        await story.ArriveAsync();
        await story.ArriveAsync();
        await Patience.UntilAsync(() => Task.FromResult(story.Gateway.Link.Begun == 1));
        await story.ArriveAsync();

        // The question is being written, and the others are queued behind it.
        Assert.Equal(1, await story.Gateway.Parts.Strangers.AcceptAsync(story.Gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), Token));
        await story.ArriveAsync();
        story.Open();

        Assert.Equal(["m1", "m2", "m3", "m4", "m5"], await story.EndAsync());
    }

    [Fact]
    public async Task What_the_user_wrote_elsewhere_comes_after_what_it_answers()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.ArriveAsync("k1", "m1");
        await gateway.NextStanzaAsync();
        await gateway.NextStanzaAsync();
        await gateway.SettleAsync();
        gateway.Privileges.OnSendAs = gateway.Link.SendAsync;

        await gateway.ArriveAsync(gateway.Message("k2", "m2", Eve) with { ByUser = true });

        Assert.Equal(["m1", "m2"], StrangerStory.BodiesOf(await gateway.SettleAsync()));
    }

    [Fact]
    public async Task A_foreign_id_that_begins_like_a_key_of_ours_does_not_pass_for_released()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);

        await gateway.ArriveAsync("held m1", "m1");

        Assert.Empty(StrangerStory.BodiesOf(await gateway.SettleAsync()));
        Assert.Single(await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token));
    }

    [Fact]
    public async Task Who_was_taken_as_a_contact_behind_our_back_is_answered_and_heard_in_order()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.ArriveAsync("k1", "m1");
        await gateway.SettleAsync();
        await gateway.Store.PutContactAsync(new ContactRow(0, "test", "alice@localhost", Eve, "eve", true, ContactSubscription.None), Token);

        await gateway.ArriveAsync("k2", "m2");

        Assert.Equal(["m1", "m2"], StrangerStory.BodiesOf(await gateway.SettleAsync()));
    }

    [Fact]
    public async Task Who_was_accepted_before_a_block_is_released_and_not_refused()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.ArriveAsync("k1", "m1");
        await gateway.SettleAsync();
        await gateway.Store.AddKnownAsync("test", "alice@localhost", Eve, gateway.Time.GetUtcNow(), Token);

        await gateway.Parts.Strangers.DropAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), tell: true, Token);

        Assert.Equal(["m1"], StrangerStory.BodiesOf(await gateway.SettleAsync()));
        Assert.Empty(await gateway.Store.ListOutgoingAsync(10, Token));
        Assert.Null(await gateway.Store.FindRelationAsync("test", "alice@localhost", Eve, Token));
    }

    [Fact]
    public async Task When_strangers_are_delivered_again_what_is_queued_comes_after_what_was_held()
    {
        var before = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await before.ArriveAsync("k1", "m1");
        await before.SettleAsync();
        before.Link.Reads = new TaskCompletionSource().Task;
        await before.ArriveAsync("k2", "m2", "other@evil.example");
        await before.ArriveAsync("k3", "m3", "other@evil.example");
        await Patience.UntilAsync(async () => (await before.Store.ReadHeldAsync("test", "alice@localhost", "other@evil.example", Token)).Count == 1);

        // The question about the other one is not written: it is held, and on its lane again.
        await using var gateway = await before.RestartAsync(StrangerPolicy.Deliver);
        var bodies = StrangerStory.BodiesOf(await gateway.SettleAsync());

        Assert.Equal(["m1", "m2", "m3"], bodies.Order(StringComparer.Ordinal));
        Assert.True(bodies.IndexOf("m2") < bodies.IndexOf("m3"));
    }

    /// <summary>Breaks after each of the writes of a whole story, until there are no more of them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_after_any_step_loses_and_doubles_nothing(bool inRoom)
    {
        var writes = 0;
        for (var isBroken = true; isBroken; writes++)
        {
            await using var story = await StrangerStory.BeginAsync(inRoom);
            story.Close();
            story.Store.BreakAfter(writes);
            await story.ArriveAsync();
            await story.ArriveAsync();
            await Patience.UntilAsync(() => Task.FromResult(story.Gateway.Link.Begun == 1 || story.Store.IsBroken));
            await story.ArriveAsync();
            story.Accept();
            story.Open();
            await Patience.UntilAsync(async () => story.Store.IsBroken || await story.IsSettledAsync());
            isBroken = story.Store.IsBroken;
            await story.CrashAsync();
            await story.ArriveAsync();

            var shown = await story.EndAsync();

            Assert.True(story.Expected.SequenceEqual(shown), $"After {writes} writes: {string.Join(' ', shown)}");
        }

        // Writes that wait for one another share a commit, so that there are fewer of them on a busy machine.
        Assert.InRange(writes, 10, 60);
    }

    /// <summary>For a few seconds, or as many as FUZZ_SECONDS says.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_happens_in_between_the_order_is_kept_and_everything_comes_once(bool inRoom)
    {
        var budget = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("FUZZ_SECONDS") ?? "5", CultureInfo.InvariantCulture));
        var clock = Stopwatch.StartNew();
        for (var seed = 0; seed < 4 || clock.Elapsed < budget; seed++)
        {
            var random = new Random(seed);
            await using var story = await StrangerStory.BeginAsync(inRoom);
            var steps = new List<string>();
            for (var i = 0; i < 40; i++)
            {
                steps.Add(await story.StepAsync(random));
            }

            var shown = await story.EndAsync();

            Assert.True(story.Expected.SequenceEqual(shown), $"Seed {seed}: {string.Join(' ', shown)} after {string.Join(", ", steps)}");
        }
    }
}
