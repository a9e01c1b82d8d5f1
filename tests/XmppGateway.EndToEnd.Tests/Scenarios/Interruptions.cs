using System.Globalization;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>One side is away for a while, and comes back.</summary>
public abstract class Interruptions(Bridge bridge)
{
    private const string BobAsContact = "bob\\40example.test@mail.localhost";
    /// <summary>HOMESERVER_AWAY: for how many seconds longer than until the first attempt has failed.</summary>
    private static readonly TimeSpan HomeserverAway =
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("HOMESERVER_AWAY"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0);

    private const string MiaAsContact = "\\40mia\\3amatrix.test@matrix.localhost";

    [Fact]
    public async Task Mail_that_comes_while_the_gateway_is_stopped_waits_in_postfix()
    {
        await bridge.Gateway.StopAsync();
        await bridge.Bob.SendAsync("alice@bridge.test", $"While you were out {bridge.Server}");
        await bridge.Gateway.StartAsync();
        await bridge.Alice.MessageAsync($"While you were out {bridge.Server}", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Matrix_messages_that_come_while_the_gateway_is_stopped_come_at_once_when_it_is_back()
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        await using var mia = await MatrixUser.LoginAsync("mia");
        await bridge.Alice.SayAsync(MiaAsContact, $"Before the stop {bridge.Server}");
        var room = (await mia.MessageAsync($"Before the stop {bridge.Server}")).Room;
        var calm = await SynapseLog.EndAsync();
        await bridge.Gateway.StopAsync();
        for (var number = 0; number < 5; number++)
            await mia.SendAsync(room, $"stopped {number} {bridge.Server}");
        // Of its own it would come back later than the messages are waited for below.
        await SynapseLog.BackOffAsync(TimeSpan.FromSeconds(8), calm);

        await bridge.Gateway.StartAsync();
        await bridge.Alice.MessageAsync($"stopped 4 {bridge.Server}", TimeSpan.FromSeconds(5));
        Assert.Equal(
            Enumerable.Range(0, 5).Select(number => $"stopped {number} {bridge.Server}"),
            bridge.Alice.Received.Snapshot().Select(s => s.Text() ?? "").Where(text => text.StartsWith("stopped ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_was_in_a_room_is_put_out_comes_back_and_misses_nothing(bool killed)
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        await using var mia = await MatrixUser.LoginAsync("mia");
        var name = $"interrupted{Environment.ProcessId}-{(killed ? "killed" : "stopped")}-{bridge.Server.ToString()!.ToLowerInvariant()}";
        var matrix = await mia.CreateRoomAsync(name);
        var room = new Room(bridge.Alice, $"#{name}\\3amatrix.test@matrix.localhost", "alice");
        await room.EnterAsync();
        await mia.SendAsync(matrix, "before");
        await room.MessageAsync("before");
        if (killed)
            await bridge.Gateway.KillAsync();
        else
            await bridge.Gateway.StopAsync();
        await mia.SendAsync(matrix, "meanwhile");
        await bridge.Gateway.StartAsync();

        // 332 of the one that stops; 333 of the next one, where it could say nothing.
        await room.PresenceAsync("alice", s => s.Type() == "unavailable" && Room.StatusesOf(s).Contains(110) && Room.StatusesOf(s).Contains(killed ? 333 : 332));
        Assert.Equal("not-acceptable", (await room.PingAsync()).Condition());
        var came = await room.EnterAsync();
        await mia.SendAsync(matrix, "after");
        await room.MessageAsync("after");
        var heard = bridge.Alice.Received.Snapshot().SkipWhile(s => s != came[0]).Where(s => s.BareFrom() == room.Address && s.Text() is not null).ToList();
        Assert.Equal(["before", "meanwhile", "after"], heard.Select(s => s.Text()));
    }

    [Fact]
    public async Task A_message_that_postfix_could_not_take_is_sent_when_it_is_back()
    {
        await RealServers.Mail.RunAsync("postfix-down");
        string id;
        try
        {
            var calm = bridge.Gateway.Log.Count;
            id = await bridge.Alice.SayAsync(BobAsContact, $"Postfix is away {bridge.Server}");
            await bridge.Gateway.Log.FirstAsync(
                line => line.Contains("put off for", StringComparison.Ordinal), "the first attempt, in vain", from: calm);
        }
        finally
        {
            await RealServers.Mail.RunAsync("postfix-up");
        }

        await bridge.Bob.MailAsync($"Postfix is away {bridge.Server}", TimeSpan.FromSeconds(60));
        await bridge.Alice.ReceiptAsync(id);
    }

    [Fact(Timeout = 900_000)]
    public async Task A_homeserver_that_was_away_gets_what_was_said_meanwhile_once_and_in_order()
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        await using var mia = await MatrixUser.LoginAsync("mia");
        await bridge.Alice.SayAsync(MiaAsContact, $"before it goes {bridge.Server}");
        await mia.MessageAsync($"before it goes {bridge.Server}");
        var name = $"away{Environment.ProcessId}-{bridge.Server.ToString()!.ToLowerInvariant()}";
        await mia.CreateRoomAsync(name);
        var room = new Room(bridge.Alice, $"#{name}\\3amatrix.test@matrix.localhost", "alice");
        await room.EnterAsync();
        var ids = new List<string>();
        await RealServers.Synapse.RunAsync("kill");
        try
        {
            var calm = bridge.Gateway.Log.Count;
            for (var number = 0; number < 10; number++)
            {
                ids.Add(await bridge.Alice.SayAsync(MiaAsContact, $"away, to her, {number} {bridge.Server}"));
                await room.SayAsync($"away, in the room, {number} {bridge.Server}");
            }

            await bridge.Gateway.Log.FirstAsync(line => line.Contains("put off for", StringComparison.Ordinal), "the first attempt, in vain", from: calm);
            await Task.Delay(HomeserverAway, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        finally
        {
            await RealServers.Synapse.RunAsync("up");
        }

        foreach (var id in ids)
            await bridge.Alice.ReceiptAsync(id, TimeSpan.FromSeconds(90));
        await room.MessageAsync($"away, in the room, 9 {bridge.Server}");
        await mia.MessageAsync($"away, to her, 9 {bridge.Server}");
        await mia.MessageAsync($"away, in the room, 9 {bridge.Server}");
        foreach (var what in new[] { "to her", "in the room" })
        {
            Assert.Equal(
                Enumerable.Range(0, 10).Select(number => $"away, {what}, {number} {bridge.Server}"),
                mia.Timeline.Snapshot().DistinctBy(e => e.Id).Select(e => e.Text).Where(text => text.StartsWith($"away, {what}", StringComparison.Ordinal) && text.EndsWith($" {bridge.Server}", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_killed_gateway_goes_on_where_it_was()
    {
        await bridge.Alice.SayAsync(BobAsContact, $"before the kill {bridge.Server}");
        await bridge.Bob.MailAsync($"before the kill {bridge.Server}");
        await bridge.Gateway.KillAsync();
        await bridge.Gateway.StartAsync();
        var id = await bridge.Alice.SayAsync(BobAsContact, $"after the kill {bridge.Server}");
        await bridge.Bob.MailAsync($"after the kill {bridge.Server}");
        await bridge.Alice.ReceiptAsync(id);
    }

    [Fact]
    public async Task The_gateway_attaches_again_after_the_xmpp_server_was_restarted()
    {
        await bridge.Server.Script.RunAsync("down");
        await bridge.Bob.SendAsync("alice@bridge.test", $"Your server is away {bridge.Server}");
        await bridge.Server.Script.RunAsync("up");
        await bridge.Alice.MessageAsync($"Your server is away {bridge.Server}", TimeSpan.FromSeconds(60));
    }
}

[Collection<OnProsody>]
public sealed class InterruptionsOnProsody(ProsodyBridge bridge) : Interruptions(bridge);

[Collection<OnEjabberd>]
public sealed class InterruptionsOnEjabberd(EjabberdBridge bridge) : Interruptions(bridge);
