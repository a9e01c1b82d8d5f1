using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Leases, and what is written by who has lost them.</content>
public abstract partial class StoreContractTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RunOut = TimeSpan.FromSeconds(-1);

    [Fact]
    public async Task One_holder_at_a_time_has_the_lease()
    {
        await using var other = await NewStoreAsync();
        await other.OpenAsync(Token);

        var held = await Task.WhenAll(
            Store.HoldLeaseAsync("mail.localhost", "a", Minute, Token),
            other.HoldLeaseAsync("mail.localhost", "b", Minute, Token));

        Assert.Single(held, (long?)null);
        var holder = held[0] is not null ? "a" : "b";
        Assert.NotNull(await other.HoldLeaseAsync("mail.localhost", holder, Minute, Token));
        await Store.ReleaseLeaseAsync("mail.localhost", "nobody", Token);
        Assert.Null(await Store.HoldLeaseAsync("mail.localhost", "c", Minute, Token));
        await Store.ReleaseLeaseAsync("mail.localhost", holder, Token);
        Assert.NotNull(await Store.HoldLeaseAsync("mail.localhost", "c", Minute, Token));
    }

    [Fact]
    public async Task A_lease_that_ran_out_can_be_taken()
    {
        Assert.NotNull(await Store.HoldLeaseAsync("mail.localhost", "a", RunOut, Token));
        Assert.NotNull(await Store.HoldLeaseAsync("mail.localhost", "b", Minute, Token));
        Assert.Null(await Store.HoldLeaseAsync("mail.localhost", "a", Minute, Token));
    }

    [Fact]
    public async Task Each_new_holder_has_a_higher_number_and_a_prolongation_keeps_it()
    {
        var first = await Store.HoldLeaseAsync("mail.localhost", "a", Minute, Token);
        var prolonged = await Store.HoldLeaseAsync("mail.localhost", "a", RunOut, Token);
        var second = await Store.HoldLeaseAsync("mail.localhost", "b", Minute, Token);
        await Store.ReleaseLeaseAsync("mail.localhost", "b", Token);
        var third = await Store.HoldLeaseAsync("mail.localhost", "b", Minute, Token);

        Assert.Equal(first, prolonged);
        Assert.True(first < second && second < third);
    }

    /// <summary>As of a process that was stopped for longer than its lease and goes on.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_has_lost_one_of_the_leases_writes_nothing_more(bool releasedSince)
    {
        await using var other = await NewStoreAsync();
        await other.OpenAsync(Token);
        var tenure = await BeginAsync(Store, "a", RunOut);
        await Store.SetStateAsync("mail", "k", "before", Token);
        await BeginAsync(other, "b", Minute);
        if (releasedSince)
        {
            await other.ReleaseLeaseAsync("component:mail", "b", Token);
            await other.ReleaseLeaseAsync("component:matrix", "b", Token);
        }

        var writes = Enumerable.Range(0, 20).Select(i => Store.SetStateAsync("mail", "k", "after " + i, Token)).ToList();

        foreach (var write in writes)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => write);
        }

        await tenure.Lost.WaitAsync(Token);
        Assert.Equal("before", await other.GetStateAsync("mail", "k", Token));
        Assert.Null(Store.Trouble);

        // Who comes back after that begins anew.
        await other.ReleaseLeaseAsync("component:mail", "b", Token);
        await other.ReleaseLeaseAsync("component:matrix", "b", Token);
        await BeginAsync(Store, "a", Minute);
        await Store.SetStateAsync("mail", "k", "again", Token);
        Assert.Equal("again", await other.GetStateAsync("mail", "k", Token));
    }

    /// <summary>Between the two turns somebody else has written: the number of the lease tells, where the name of its holder does not.</summary>
    [Fact]
    public async Task Who_takes_a_lease_again_after_another_writes_nothing_of_the_turn_before()
    {
        await using var other = await NewStoreAsync();
        await other.OpenAsync(Token);
        var tenure = await BeginAsync(Store, "a", RunOut);
        await Store.SetStateAsync("mail", "k", "before", Token);
        await BeginAsync(other, "b", Minute);
        await other.ReleaseLeaseAsync("component:mail", "b", Token);
        await other.ReleaseLeaseAsync("component:matrix", "b", Token);
        Assert.NotNull(await Store.HoldLeaseAsync("component:mail", "a", Minute, Token));
        Assert.NotNull(await Store.HoldLeaseAsync("component:matrix", "a", Minute, Token));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.SetStateAsync("mail", "k", "after", Token));

        await tenure.Lost.WaitAsync(Token);
        Assert.Equal("before", await other.GetStateAsync("mail", "k", Token));
    }

    /// <summary>Whoever works writes; a command of an operator, and doctor, need no lease.</summary>
    [Fact]
    public async Task A_lease_that_nobody_has_taken_meanwhile_and_no_lease_at_all_are_no_obstacle()
    {
        await using var other = await NewStoreAsync();
        await other.OpenAsync(Token);
        await BeginAsync(Store, "a", RunOut);

        await Store.SetStateAsync("mail", "k", "1", Token);
        await other.SetStateAsync("mail", "k2", "2", Token);

        Assert.Equal("1", await other.GetStateAsync("mail", "k", Token));
        Assert.Equal("2", await Store.GetStateAsync("mail", "k2", Token));
    }

    /// <summary>The answers of the questions about the leases are nobody else's.</summary>
    [Fact]
    public async Task Writes_under_leases_return_what_they_find()
    {
        await BeginAsync(Store, "a", Minute);

        Assert.Equal("1", await Store.GetOrAddStateAsync("mail", "first", "1", Token));
        Assert.Equal("1", await Store.GetOrAddStateAsync("mail", "first", "2", Token));
        var sequences = await Task.WhenAll(AddAsync(Outgoing("s1")), AddAsync(Outgoing("s2")));
        Assert.Equal(sequences, (await LaneAsync()).Select(entry => entry.Sequence).Order());
    }

    /// <summary>At a stop nobody waits for the last writes for long.</summary>
    [Fact]
    public async Task What_was_written_before_the_lease_is_given_back_is_written_under_it()
    {
        await BeginAsync(Store, "a", Minute);
        var writes = Enumerable.Range(0, 2000).Select(i => Store.SetStateAsync("mail", "k" + i, "v", Token)).ToList();
        await Store.ReleaseLeaseAsync("component:mail", "a", Token);

        await Task.WhenAll(writes);
    }

    private static async Task<Tenure> BeginAsync(IStore store, string holder, TimeSpan duration)
    {
        var leases = new List<(string Name, long Epoch)>();
        foreach (var name in new[] { "component:mail", "component:matrix" })
        {
            leases.Add((name, (await store.HoldLeaseAsync(name, holder, duration, Token))!.Value));
        }

        return store.Tenure = new Tenure(holder, leases);
    }
}
