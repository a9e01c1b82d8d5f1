using Microsoft.Extensions.Logging;
using XmppGateway.Operations;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Operations;

public sealed class LeaseKeeperTests : IDisposable
{
    private readonly FakeLeases _leases = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ListLogger _log = new();
    private readonly LeaseKeeper _keeper;

    public LeaseKeeperTests() =>
        _keeper = new LeaseKeeper(_leases, ["b.example", "a.example"], () => "me", LeaseTimes.Patient, _time, new Logger<LeaseKeeper>(_log));

    public void Dispose() => _log.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Takes_all_leases_in_a_fixed_order()
    {
        await _keeper.AcquireAsync(Token);

        Assert.Equal(["hold component:a.example", "hold component:b.example"], _leases.Calls);
    }

    [Fact]
    public async Task Waits_while_another_gateway_works_and_says_so_once()
    {
        _leases.HeldByAnother.Add("component:b.example");
        var waiting = _keeper.AcquireAsync(Token);
        Assert.Contains("release component:a.example", _leases.Calls);

        _time.Advance(LeaseTimes.Patient.AskAgainAfter * 3);
        Assert.False(waiting.IsCompleted);
        Assert.Equal("Standing by: another gateway works on b.example", Assert.Single(_log.Lines).Text);

        _leases.HeldByAnother.Clear();
        _time.Advance(LeaseTimes.Patient.AskAgainAfter);
        await waiting;
    }

    [Fact]
    public async Task Waits_for_a_store_that_is_away()
    {
        _leases.IsAway = true;
        var waiting = _keeper.AcquireAsync(Token);
        _leases.IsAway = false;
        _time.Advance(LeaseTimes.Patient.AskAgainAfter);
        await waiting;

        Assert.Contains("the disk is full", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prolongs_the_leases_for_as_long_as_it_can()
    {
        var keeping = await KeepAsync();
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(LeaseTimes.Patient.RenewEvery);
        }

        Assert.False(keeping.IsCompleted);
        Assert.Equal(22, _leases.Calls.Count);
    }

    [Fact]
    public async Task Ends_at_once_when_another_gateway_has_taken_over()
    {
        var keeping = await KeepAsync();
        _leases.HeldByAnother.Add("component:a.example");
        _time.Advance(LeaseTimes.Patient.RenewEvery);

        Assert.Equal("another gateway works on a.example", await keeping);
    }

    [Fact]
    public async Task Survives_a_store_that_is_away_for_less_than_the_lease()
    {
        var keeping = await KeepAsync();
        _leases.IsAway = true;
        _time.Advance(TimeSpan.FromSeconds(20));
        _leases.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.False(keeping.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ends_before_the_lease_runs_out_when_the_store_stays_away_or_silent(bool silent)
    {
        var keeping = await KeepAsync();
        (_leases.Hangs, _leases.IsAway) = (silent, !silent);

        _time.Advance(LeaseTimes.Patient.Duration - LeaseTimes.Patient.Margin - TimeSpan.FromSeconds(3));
        Assert.False(keeping.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3 + 2));

        await keeping;
        Assert.True(LeaseTimes.Patient.Margin > TimeSpan.FromSeconds(2));
    }

    /// <summary>From the last prolongation of one that dies until another asks for the last time in vain, and the rest of five seconds for the links.</summary>
    [Fact]
    public void Another_gateway_takes_over_within_five_seconds()
    {
        Assert.True(LeaseTimes.Fast.Duration + LeaseTimes.Fast.AskAgainAfter < TimeSpan.FromSeconds(4.5));
        Assert.True(LeaseTimes.Fast.Duration - LeaseTimes.Fast.Margin >= TimeSpan.FromSeconds(2));
    }

    /// <summary>Another domain's lease may run out while the first is waited for.</summary>
    [Fact]
    public async Task Has_one_patience_for_all_leases()
    {
        var keeping = await KeepAsync();
        _leases.Hangs = true;
        _time.Advance(LeaseTimes.Patient.RenewEvery);
        _time.Advance(TimeSpan.FromSeconds(14));
        _leases.Answer();
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(keeping.IsCompleted);
        await keeping;
    }

    [Fact]
    public async Task Takes_the_links_down_before_it_talks_to_the_store_again()
    {
        var keeping = await KeepAsync();
        _leases.HeldByAnother.Add("component:b.example");
        _leases.HangsAtRelease = true;
        _time.Advance(LeaseTimes.Patient.RenewEvery);

        Assert.Equal("another gateway works on b.example", await keeping);
        Assert.DoesNotContain(_leases.Calls, call => call.StartsWith("release", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ends_when_another_gateway_has_worked_meanwhile()
    {
        var keeping = await KeepAsync();
        _leases.Epoch++;
        _time.Advance(LeaseTimes.Patient.RenewEvery);

        Assert.Equal("another gateway has worked meanwhile", await keeping);
    }

    [Fact]
    public async Task Ends_at_once_when_a_commit_has_found_that_the_lease_is_lost()
    {
        var keeping = await KeepAsync();
        _leases.Tenure!.Lose();

        Assert.Equal("another gateway has worked meanwhile", await keeping);
    }

    [Fact]
    public async Task Is_in_doubt_when_it_was_not_prolonged_in_time()
    {
        Assert.True(_keeper.IsInDoubt);
        _ = await KeepAsync();
        Assert.False(_keeper.IsInDoubt);
        _leases.IsAway = true;
        _time.Advance(LeaseTimes.Patient.Duration - LeaseTimes.Patient.Margin - TimeSpan.FromSeconds(1));
        Assert.False(_keeper.IsInDoubt);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_keeper.IsInDoubt);
    }

    [Fact]
    public async Task Asks_for_its_name_before_each_attempt()
    {
        var names = new Queue<string>(["second process", "usual name"]);
        var keeper = new LeaseKeeper(_leases, ["a.example"], names.Dequeue, LeaseTimes.Patient, _time, new Logger<LeaseKeeper>(_log));
        _leases.HeldByAnother.Add("component:a.example");
        var waiting = keeper.AcquireAsync(Token);
        _leases.HeldByAnother.Clear();
        _time.Advance(LeaseTimes.Patient.AskAgainAfter);
        await waiting;

        Assert.Equal("usual name", _leases.Tenure!.Holder);
    }

    [Fact]
    public async Task Gives_all_leases_back()
    {
        await _keeper.AcquireAsync(Token);
        await _keeper.ReleaseAsync(Token);

        Assert.Equal(["release component:a.example", "release component:b.example"], _leases.Calls[^2..]);
    }

    [Fact]
    public async Task Gives_back_quietly_to_a_store_that_is_away()
    {
        await _keeper.AcquireAsync(Token);
        _leases.IsAway = true;

        await _keeper.ReleaseAsync(Token);

        Assert.Equal(LogLevel.Information, Assert.Single(_log.Lines).Level);
    }

    [Fact]
    public async Task Gives_up_giving_back_to_a_store_that_hangs()
    {
        await _keeper.AcquireAsync(Token);
        _leases.HangsAtRelease = true;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        var releasing = _keeper.ReleaseAsync(patience.Token);

        _time.Advance(TimeSpan.FromSeconds(1));
        await releasing;

        Assert.Equal(LogLevel.Information, Assert.Single(_log.Lines).Level);
    }

    private async Task<Task<string>> KeepAsync()
    {
        await _keeper.AcquireAsync(Token);
        return _keeper.KeepAsync(Token);
    }
}
