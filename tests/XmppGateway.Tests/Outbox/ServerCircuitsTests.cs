using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Outbox;

public sealed class ServerCircuitsTests
{
    private static readonly DeliveryResult Done = new DeliveryResult.Delivered(null);
    private static readonly DeliveryResult Down = new DeliveryResult.Retry("no connection", ServerWide: true);
    private static readonly DeliveryResult Greylisted = new DeliveryResult.Retry("greylisted");

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_server_that_is_down_is_left_alone_for_a_while_and_then_asked_again()
    {
        var circuits = Circuits();
        for (var i = 0; i < 5; i++)
        {
            await Attempt(circuits, "a.example", Down);
        }

        var (refused, asked) = await Attempt(circuits, "a.example", Done);
        Assert.False(asked);
        Assert.IsType<DeliveryResult.Retry>(refused);

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal((Done, true), await Attempt(circuits, "a.example", Done));
    }

    [Fact]
    public async Task One_servers_circuit_does_not_touch_another_server()
    {
        var circuits = Circuits();
        for (var i = 0; i < 5; i++)
        {
            await Attempt(circuits, "a.example", Down);
        }

        Assert.Equal((Done, true), await Attempt(circuits, "b.example", Done));
    }

    [Fact]
    public async Task Refusals_of_single_recipients_open_no_circuit()
    {
        var circuits = Circuits();
        for (var i = 0; i < 50; i++)
        {
            await Attempt(circuits, "a.example", Greylisted);
        }

        Assert.Equal((Done, true), await Attempt(circuits, "a.example", Done));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_cut_off_and_comes_again()
    {
        var attempt = Circuits().AttemptAsync(
            "mail",
            "a.example",
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
                return Done;
            },
            TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(61));
        var (result, asked) = await attempt;

        Assert.True(asked);
        Assert.True(Assert.IsType<DeliveryResult.Retry>(result).ServerWide);
    }

    [Fact]
    public async Task Very_many_servers_are_not_all_remembered()
    {
        var circuits = Circuits();
        for (var i = 0; i < Effort.Of(100_000); i++)
        {
            await Attempt(circuits, $"s{i}.example", i % 2 == 0 ? Done : Down);
        }

        Assert.Equal(ServerCircuits.Capacity, circuits.Count);
    }

    [Fact]
    public async Task An_open_circuit_is_remembered_for_its_time_and_then_makes_room()
    {
        var circuits = Circuits();
        for (var i = 0; i < 5; i++)
        {
            await Attempt(circuits, "down.example", Down);
        }

        await AskOthersAsync(circuits, ServerCircuits.Capacity * 10);
        Assert.False((await Attempt(circuits, "down.example", Done)).Asked);
        Assert.InRange(circuits.Count, 1, ServerCircuits.Capacity + 1);

        _time.Advance(ServerCircuit.Break);
        await AskOthersAsync(circuits, ServerCircuits.Capacity * 2);
        for (var i = 0; i < 4; i++)
        {
            // A circuit that was half open would open at the first of these.
            Assert.True((await Attempt(circuits, "down.example", Down)).Asked);
        }

        Assert.True((await Attempt(circuits, "down.example", Done)).Asked);
        Assert.Equal(ServerCircuits.Capacity, circuits.Count);
    }

    [Fact]
    public async Task Many_open_circuits_are_all_remembered_and_make_room_when_their_time_is_over()
    {
        var circuits = Circuits();
        var down = ServerCircuits.Capacity * 3;
        for (var i = 0; i < down * 5; i++)
        {
            await Attempt(circuits, $"down{i / 5}.example", Down);
        }

        Assert.Equal(down, circuits.Count);
        _time.Advance(ServerCircuit.Break);
        await AskOthersAsync(circuits, down);

        Assert.Equal(ServerCircuits.Capacity, circuits.Count);
    }

    [Fact]
    public async Task A_circuit_in_use_is_kept_and_counts_what_comes_of_it()
    {
        var circuits = Circuits();
        for (var i = 0; i < 4; i++)
        {
            await Attempt(circuits, "slow.example", Down);
        }

        var answer = new TaskCompletionSource<DeliveryResult>();
        var fifth = circuits.AttemptAsync("mail", "slow.example", _ => new(answer.Task), TestContext.Current.CancellationToken);
        await AskOthersAsync(circuits, ServerCircuits.Capacity * 10);
        answer.SetResult(Down);
        await fifth;

        Assert.False((await Attempt(circuits, "slow.example", Done)).Asked);
    }

    private static async Task AskOthersAsync(ServerCircuits circuits, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Attempt(circuits, $"other{i}.example", Done);
        }
    }

    private static ValueTask<(DeliveryResult Result, bool Asked)> Attempt(ServerCircuits circuits, string server, DeliveryResult result) =>
        circuits.AttemptAsync("mail", server, _ => ValueTask.FromResult(result), TestContext.Current.CancellationToken);

    private ServerCircuits Circuits() => new(_time, TimeSpan.FromSeconds(60));
}
