using XmppGateway.Chaos.Bed;
using XmppGateway.Chaos.Plan;
using XmppGateway.Chaos.Report;
using XmppGateway.Chaos.Traffic;
using XmppGateway.EndToEnd.Tests.Crashes;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.Chaos;

/// <summary>One run, from servers that are not there yet to the outcome.</summary>
public sealed class ChaosRun(ChaosOptions options, Progress progress)
{
    /// <summary>For senders to be answered, and for what was taken to arrive: retries get rarer, up to some minutes.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(4);

    /// <summary>Nothing tells that no second copy will come.</summary>
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(5);

    /// <summary>At most, of the number of messages that wait.</summary>
    private static readonly TimeSpan QueueAge = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(5);

    public async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        await using var servers = new RealServers();
        var bridge = new ChaosBridge(options, servers);
        try
        {
            progress.Say("starting the servers");
            await bridge.InitializeAsync();
            using var sampler = new Sampler(bridge.Gateway);
            return await DisturbAsync(bridge, sampler, cancellationToken);
        }
        finally
        {
            progress.Say("stopping the servers");
            await bridge.DisposeAsync();
            await bridge.ClearAsync();
        }
    }

    private async Task<Outcome> DisturbAsync(ChaosBridge bridge, Sampler sampler, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var end = new CancellationTokenSource();
        var texts = new Texts(options.Seed, over.Token);
        await using var mail = new MailTraffic(texts, bridge.Alice, bridge.Bob);
        await using var matrix = RealServers.WhyNoSynapse is null ? await MatrixTraffic.PrepareAsync(texts, bridge.Alice) : null;
        using var supervisor = new Supervisor(bridge.Gateway);
        var executor = new Executor(bridge, supervisor, progress.Say);
        var plan = options.Soak ? [] : ChaosPlan.Make(options.Seed, options.Length, Kinds(bridge));
        progress.Say($"{plan.Count} disturbances, seed {options.Seed}");

        List<Direction> directions = [.. mail.Begin(), .. matrix?.Begin() ?? []];
        var watching = supervisor.WatchAsync(end.Token);
        var glancing = GlanceAsync(sampler, directions, end.Token);
        var disturbing = executor.RunAsync(plan, cancellationToken);
        IReadOnlyList<string> stuck;
        try
        {
            await Task.Delay(options.Length, TimeProvider.System, cancellationToken);
            await disturbing;
            await over.CancelAsync();
            progress.Say("no new messages; waiting for those that are on their way");
            stuck = await SettleAsync(directions);
        }
        finally
        {
            // Nobody starts the gateway again when it is stopped.
            await disturbing;
            await end.CancelAsync();
            await glancing;
            await watching;
        }

        var findings = new List<(string, Ledger.Findings)>();
        foreach (var direction in directions)
            findings.Add((direction.Ledger.Direction, await direction.ExamineAsync()));
        return new(options, findings, executor.Done, Missing(bridge), sampler.Samples, await QueueAtEndAsync(sampler), supervisor.OwnEnds, stuck);
    }

    private static Dictionary<DisturbanceKind, string> Missing(ChaosBridge bridge)
    {
        var missing = bridge.Missing.ToDictionary();
        if (RealServers.WhyNoSynapse is { } why)
            missing[DisturbanceKind.KillHomeserver] = why;
        return missing;
    }

    private List<DisturbanceKind> Kinds(ChaosBridge bridge) =>
        [.. DisturbanceKinds.All.Except(options.Without).Except(Missing(bridge).Keys)];

    private async Task GlanceAsync(Sampler sampler, List<Direction> directions, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var sample = await sampler.TakeAsync();
            progress.Show(sampler.Elapsed, directions.Sum(direction => direction.Ledger.Count), sample);
            await Task.Delay(Glance, TimeProvider.System, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Waits for the last stragglers, then a little longer for what should not come.</summary>
    /// <returns>What did not end.</returns>
    private static async Task<IReadOnlyList<string>> SettleAsync(List<Direction> directions)
    {
        var stuck = new List<string>();
        var began = TimeProvider.System.GetTimestamp();
        foreach (var direction in directions)
        {
            try
            {
                var rest = Settling - TimeProvider.System.GetElapsedTime(began);
                await Task.WhenAll(direction.Senders).WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, TimeProvider.System);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // Whatever a sender fails with is part of what the run has shown.
                stuck.Add($"{direction.Ledger.Direction}: {(failed is TimeoutException ? "a sender got no answer" : failed.ToString())}");
            }
        }

        began = TimeProvider.System.GetTimestamp();
        while (!await AllEndedAsync(directions) && TimeProvider.System.GetElapsedTime(began) < Settling)
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await Task.Delay(Afterwards, TimeProvider.System);
        return stuck;
    }

    /// <summary>As soon as it is empty, which the gateway says some seconds later; or as it is then.</summary>
    private static async Task<double?> QueueAtEndAsync(Sampler sampler)
    {
        var queue = await sampler.QueueAsync();
        for (var began = TimeProvider.System.GetTimestamp(); queue is not 0 && TimeProvider.System.GetElapsedTime(began) < QueueAge; queue = await sampler.QueueAsync())
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        return queue;
    }

    private static async Task<bool> AllEndedAsync(List<Direction> directions)
    {
        foreach (var direction in directions)
        {
            if (!direction.Ledger.AllEnded(await direction.Arrivals(), direction.WasTold))
                return false;
        }

        return true;
    }
}
