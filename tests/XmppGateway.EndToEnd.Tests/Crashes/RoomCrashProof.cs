using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>
/// The promise for rooms: what was acknowledged is in the room's archive once and seen by everybody on the other side once, in the order in
/// which it was said, while the gateway, the homeserver and the XMPP server are killed.
/// </summary>
public abstract class RoomCrashProof(Bridge bridge, CrashPlan plan)
{
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(3);

    private string Mark => $"crash {CrashPlan.Seed} in a room on {bridge.Server}: ";

    [Fact(Timeout = CrashPlan.Limit)]
    public async Task A_room_loses_nothing_and_doubles_nothing()
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        Console.WriteLine($"{bridge.Server}, a room: {plan}");
        await using var mia = await MatrixUser.LoginAsync("mia");
        await using var noah = await MatrixUser.LoginAsync("noah");
        var name = $"storm{CrashPlan.Seed}-{bridge.Server.ToString()!.ToLowerInvariant()}";
        var matrix = await mia.CreateRoomAsync(name);
        await noah.JoinAsync(matrix);
        var alice = new PersistentOccupant(bridge.Alice, new Room(bridge.Alice, $"#{name}\\3amatrix.test@matrix.localhost", "alice"));
        await alice.EnsureInsideAsync();
        var inbound = new Ledger("Matrix to the room");
        var outbound = new Ledger("the room to Matrix");
        var disturbances = new Disturbances(
            bridge.Gateway, InterruptXmppServerAsync, InterruptSynapseAsync, () => inbound.Count + outbound.Count, plan).RunAsync();
        var senders = Task.WhenAll(
            alice.SayAllAsync(Texts("said by alice", plan.Messages), outbound),
            PersistentSender.MatrixAsync(mia, matrix, Texts("event of mia", plan.Messages / 2), inbound),
            PersistentSender.MatrixAsync(noah, matrix, Texts("event of noah", plan.Messages / 2), inbound));
        await disturbances;
        await senders;

        IReadOnlyList<Ledger.Arrival> Events(bool ofOurs) =>
            [.. mia.Timeline.Snapshot().DistinctBy(e => e.Id)
                .Where(e => e.Room == matrix && IsOurs(e.Text) && e.Sender.StartsWith("@_xmpp", StringComparison.Ordinal) == ofOurs)
                .Select(e => new Ledger.Arrival(e.Text, e.Id))];
        await SettleAsync(alice, () => outbound.AllArrived(Events(ofOurs: true)) && inbound.AllArrived(alice.Archived) && outbound.AllArrived(alice.Archived));

        IReadOnlyList<Ledger.Arrival> archived = [.. alice.Archived.Where(one => IsOurs(one.Text))];
        var heard = alice.Heard.Where(one => IsOurs(one.Text)).ToList();
        outbound.Audit(Events(ofOurs: true), ordered: true);
        Assert.Equal(0, outbound.Audit(archived, ordered: true));
        Assert.Equal(0, inbound.Audit(archived, ordered: true));

        // All that was said on Matrix has in the archive the order that the homeserver gave it; and what was heard is what is archived.
        Assert.Equal(Events(ofOurs: false), archived.Where(one => one.Text.Contains("event of", StringComparison.Ordinal)));
        var known = archived.ToHashSet();
        Assert.DoesNotContain(heard, one => !known.Contains(one));
        Console.WriteLine(
            $"{bridge.Server}, a room, {plan}: {inbound.Count} {inbound.Direction}, {outbound.Count} {outbound.Direction}, "
            + $"alice came in {alice.Entries} times, {heard.Count - heard.Distinct().Count()} heard again under their own id");
    }

    private IEnumerable<string> Texts(string what, int count) => Enumerable.Range(0, count).Select(number => $"{Mark}{what} {number:D5}");

    private bool IsOurs(string text) => text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>Waits for the last stragglers, then a little longer for what should not come.</summary>
    private static async Task SettleAsync(PersistentOccupant alice, Func<bool> complete)
    {
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < Settling;)
        {
            await alice.EnsureInsideAsync();
            if (await alice.TryReadArchiveAsync() && complete())
                break;
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        // Nothing tells that no second copy will come.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, TestContext.Current.CancellationToken);
        await alice.TryReadArchiveAsync();
    }

    private protected virtual async Task InterruptXmppServerAsync()
    {
        await bridge.Server.Script.RunAsync("kill");
        await bridge.Server.Script.RunAsync("up");
    }

    private static async Task InterruptSynapseAsync(TimeSpan away)
    {
        await RealServers.Synapse.RunAsync("kill");
        await Task.Delay(away, TimeProvider.System, TestContext.Current.CancellationToken);
        await RealServers.Synapse.RunAsync("up");
    }
}

[Collection<OnProsody>]
public sealed class RoomCrashProofOnProsody(ProsodyBridge bridge) : RoomCrashProof(bridge, new CrashPlan(kills: 6, messages: 500));

/// <summary>With another XMPP server and another store.</summary>
[Collection<OnEjabberd>]
public sealed class RoomCrashProofOnEjabberd(EjabberdBridge bridge) : RoomCrashProof(bridge, new CrashPlan(kills: 4, messages: 200));
