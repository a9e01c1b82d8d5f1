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

    private static ValueTask<(DeliveryResult Result, bool Asked)> Attempt(ServerCircuits circuits, string server, DeliveryResult result) =>
        circuits.AttemptAsync("mail", server, _ => ValueTask.FromResult(result), TestContext.Current.CancellationToken);

    private ServerCircuits Circuits() => new(_time, TimeSpan.FromSeconds(60));
}
