using System.Globalization;
using XmppGateway.Chaos.Network;
using XmppGateway.Chaos.Plan;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.Chaos.Bed;

/// <summary>Does what the plan says, when it says it. What concerns the same part happens one after the other.</summary>
public sealed class Executor(ChaosBridge bridge, Supervisor supervisor, Action<string> say)
{
    /// <summary>As a process that is killed is away: as long as it takes to start it again.</summary>
    private const double ShareOfKills = 0.1;

    private readonly Dictionary<string, Task> _last = [];

    /// <summary>How often each kind happened.</summary>
    public Dictionary<DisturbanceKind, int> Done { get; } = [];

    /// <summary>Ends when all is as it was before; when it is interrupted, too.</summary>
    public async Task RunAsync(IReadOnlyList<Disturbance> plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var began = TimeProvider.System.GetTimestamp();
        foreach (var disturbance in plan)
        {
            var rest = disturbance.At - TimeProvider.System.GetElapsedTime(began);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, TimeProvider.System, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            if (cancellationToken.IsCancellationRequested)
                break;
            var (part, detail, action) = Of(disturbance);
            say(string.Create(CultureInfo.InvariantCulture, $"{disturbance.Kind.Word()}{detail} for {disturbance.Lasting.TotalSeconds:F1} s"));
            Done[disturbance.Kind] = Done.GetValueOrDefault(disturbance.Kind) + 1;
            _last[part] = AfterAsync(_last.GetValueOrDefault(part, Task.CompletedTask), action);
        }

        await Task.WhenAll(_last.Values);
    }

    private (string Part, string Detail, Func<Task> Action) Of(Disturbance disturbance)
    {
        var lasting = disturbance.Lasting;
        var link = bridge.Links[disturbance.Choice % bridge.Links.Count];
        switch (disturbance.Kind)
        {
            case DisturbanceKind.KillGateway:
                return ("gateway", "", () => supervisor.KillAsync(lasting * ShareOfKills));
            case DisturbanceKind.StopXmppServer:
                return ("XMPP server", "", () => InterruptAsync(bridge.Server.Script, "down", "up", lasting * ShareOfKills));
            case DisturbanceKind.StopMta:
                return ("MTA", "", () => InterruptAsync(RealServers.Mail, "postfix-down", "postfix-up", lasting));
            case DisturbanceKind.KillHomeserver:
                return ("homeserver", "", () => InterruptAsync(RealServers.Synapse, "kill", "up", lasting));
            case DisturbanceKind.KillDatabase:
                return ("database", "", () => InterruptAsync(RealServers.Postgres, "kill", "up", lasting));
            case DisturbanceKind.Delay:
                return (link.Name, " on " + link.Name, () => HoldAsync(link, Passage.Late, lasting));
            case DisturbanceKind.Fragment:
                return (link.Name, " on " + link.Name, () => HoldAsync(link, Passage.ByteByByte, lasting));
            case DisturbanceKind.BlackHole:
                return (link.Name, " on " + link.Name, () => HoldAsync(link, Passage.Closed, lasting));
            case DisturbanceKind.Cut:
                return (link.Name, " on " + link.Name, () => CutAsync(link));
            case DisturbanceKind.FullDisk:
                return ("disk", "", () => FillAsync(bridge.Disk!, lasting));
            default:
                var step = WallClock.Steps[disturbance.Choice % WallClock.Steps.Count];
                return ("clock", string.Create(CultureInfo.InvariantCulture, $" by {step.TotalSeconds:+0;-0} s"), () => StepAsync(bridge.Clock!, step, lasting));
        }
    }

    private static async Task AfterAsync(Task earlier, Func<Task> action)
    {
        await earlier;
        await action();
    }

    private static async Task InterruptAsync(ServerScript server, string down, string up, TimeSpan away)
    {
        await server.RunAsync(down);
        await Task.Delay(away, TimeProvider.System);
        await server.RunAsync(up);
    }

    private static async Task HoldAsync(StallingProxy link, Passage passage, TimeSpan lasting)
    {
        link.Fault.Set(passage);
        await Task.Delay(lasting, TimeProvider.System);
        link.Fault.Set(Passage.Free);
    }

    private static Task CutAsync(StallingProxy link)
    {
        link.Fault.Cut();
        return Task.CompletedTask;
    }

    private static async Task FillAsync(SmallDisk disk, TimeSpan lasting)
    {
        disk.Fill();
        await Task.Delay(lasting, TimeProvider.System);
        disk.Free();
    }

    private static async Task StepAsync(WallClock clock, TimeSpan step, TimeSpan lasting)
    {
        clock.Set(step);
        await Task.Delay(lasting, TimeProvider.System);
        clock.Set(TimeSpan.Zero);
    }
}
