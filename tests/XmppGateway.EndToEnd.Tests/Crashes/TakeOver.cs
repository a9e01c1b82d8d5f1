using System.Globalization;
using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>
/// Two gateways on one PostgreSQL: the one that works is killed again and again while messages pass, and the other takes over.
/// TAKEOVER_KILLS is how often.
/// </summary>
public abstract class TakeOver(XmppServer server, RealServers servers)
{
    /// <summary>What the handbook promises.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);

    private static int Kills { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("TAKEOVER_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 3;

    /// <summary>On one machine the kernel tells that the other one is dead. Between two only the clock does: that takes the lease's time.</summary>
    [Theory(Timeout = 600_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_other_gateway_takes_over_in_time_and_nothing_is_lost_or_doubled(bool onTwoMachines)
    {
        await servers.NeedAsync(server.Script);
        await servers.NeedAsync(RealServers.Mail);
        await servers.NeedEmptyAsync(RealServers.Postgres);
        await using var first = new Gateway(Settings(0));
        await using var second = new Gateway(Settings(1, onTwoMachines));
        await first.StartAsync();
        await second.LaunchAsync();
        await second.Log.FirstAsync(line => line.Contains("Standing by", StringComparison.Ordinal), "the second gateway to stand by");

        await using var alice = await XmppUser.LoginAsync(server, "alice");
        await alice.MergeLinesAsync(0);
        await using var frieda = new MailUser("frieda");
        var mark = $"takeover {Guid.NewGuid():N}";
        var ledger = new Ledger("XMPP to mail");
        using var over = new CancellationTokenSource();
        var sending = PersistentSender.ChatAsync(alice, "frieda\\40example.test@mail.localhost", Texts(mark, over.Token), ledger);

        var (working, waiting) = (first, second);
        for (var kill = 0; kill < Kills; kill++)
        {
            await GrowAsync(ledger, sending);
            var attachments = Attachments(waiting);
            var began = TimeProvider.System.GetTimestamp();
            await working.KillAsync();
            var next = waiting;
            await waiting.Log.FirstAsync(_ => Attachments(next) > attachments, "the other gateway to be attached");
            var took = TimeProvider.System.GetElapsedTime(began);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{server}, {(onTwoMachines ? "two machines" : "one machine")}: taken over after {took.TotalSeconds:F1} s"));
            Assert.True(took < Promise, $"taken over after {took.TotalSeconds} s");

            await working.LaunchAsync();
            (working, waiting) = (waiting, working);
        }

        await GrowAsync(ledger, sending);
        await over.CancelAsync();
        await sending;

        IReadOnlyList<Ledger.Arrival> Arrived() =>
            [.. frieda.Inbox.Snapshot().Where(mail => mail.Text.StartsWith(mark, StringComparison.Ordinal)).Select(mail => new Ledger.Arrival(mail.Text, mail.MessageId))];
        await frieda.Inbox.FirstAsync(_ => ledger.AllArrived(Arrived()), "all mails", TimeSpan.FromSeconds(60));
        var taken = (await PostfixLog.AcceptedAsync()).Index().DistinctBy(id => id.Item).ToDictionary(id => id.Item, id => id.Index);
        var repeats = ledger.Audit([.. Arrived().OrderBy(mail => taken[mail.Identity])], ordered: true);
        Console.WriteLine($"{server}: {ledger.Count} messages over {Kills} kills of the gateway that works, {repeats} repeated under their own id");
    }

    /// <summary>It believes for a moment that nothing has happened, and has messages in its hands that the other one sends.</summary>
    [Fact(Timeout = 600_000)]
    public async Task Who_was_stopped_for_longer_than_the_lease_and_goes_on_doubles_nothing()
    {
        await servers.NeedAsync(server.Script);
        await servers.NeedAsync(RealServers.Mail);
        await servers.NeedEmptyAsync(RealServers.Postgres);
        await using var first = new Gateway(Settings(0));
        await using var second = new Gateway(Settings(1));
        await first.StartAsync();
        await second.LaunchAsync();
        await second.Log.FirstAsync(line => line.Contains("Standing by", StringComparison.Ordinal), "the second gateway to stand by");

        await using var alice = await XmppUser.LoginAsync(server, "alice");
        await alice.MergeLinesAsync(0);
        await using var frieda = new MailUser("frieda");
        var mark = $"freeze {Guid.NewGuid():N}";
        var ledger = new Ledger("XMPP to mail");
        using var over = new CancellationTokenSource();
        var sending = PersistentSender.ChatAsync(alice, "frieda\\40example.test@mail.localhost", Texts(mark, over.Token), ledger);

        await GrowAsync(ledger, sending);
        await first.FreezeAsync();
        // Prosody keeps the connection of a program that does not answer, and ejabberd lets the second one in beside it.
        await second.Log.FirstAsync(
            line => line.Contains("attached to the XMPP server as mail.localhost", StringComparison.Ordinal) || line.Contains("another program is attached", StringComparison.Ordinal),
            "the other gateway to take over");
        await first.ThawAsync();
        await first.Log.FirstAsync(line => line.Contains("links are down", StringComparison.Ordinal), "the first gateway to see that it is not at work any more");
        await second.Log.FirstAsync(_ => Attachments(second) > 0, "the other gateway to be attached", TimeSpan.FromSeconds(90));

        await GrowAsync(ledger, sending);
        await over.CancelAsync();
        await sending;

        IReadOnlyList<Ledger.Arrival> Arrived() =>
            [.. frieda.Inbox.Snapshot().Where(mail => mail.Text.StartsWith(mark, StringComparison.Ordinal)).Select(mail => new Ledger.Arrival(mail.Text, mail.MessageId))];
        await frieda.Inbox.FirstAsync(_ => ledger.AllArrived(Arrived()), "all mails", TimeSpan.FromSeconds(60));
        var repeats = ledger.Audit(Arrived(), ordered: false);
        Console.WriteLine($"{server}: {ledger.Count} messages over a gateway that was stopped and went on, {repeats} repeated under their own id");
    }

    private GatewaySettings Settings(int number, bool onAnotherMachine = false)
    {
        var settings = new GatewaySettings(server, $"takeover-{number}") { OnAnotherMachine = onAnotherMachine }.WithMail().WithPostgres();
        settings.Configuration["Store"]!["FastTakeOver"] = true;
        settings.Configuration["Http"]!["Listen"] = $"http://127.0.0.1:{Ports.Spare(20 + number)}";
        settings.Configuration["Networks"]!["mail"]!["Lmtp"]!["Listen"] = $"127.0.0.1:{Ports.Spare(22 + number)}";
        return settings;
    }

    private static int Attachments(Gateway gateway) =>
        gateway.Log.Snapshot().Count(line => line.Contains("attached to the XMPP server as mail.localhost", StringComparison.Ordinal) && !line.Contains("not attached", StringComparison.Ordinal));

    /// <summary>Until there are more messages that were acknowledged.</summary>
    private static async Task GrowAsync(Ledger ledger, Task sending)
    {
        for (var count = ledger.Count; ledger.Count < count + 20 && !sending.IsCompleted;)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> Texts(string mark, CancellationToken over)
    {
        for (var number = 0; !over.IsCancellationRequested; number++)
            yield return string.Create(CultureInfo.InvariantCulture, $"{mark} {number:D4}");
    }
}

public sealed class TakeOverOnProsody(RealServers servers) : TakeOver(XmppServer.Prosody, servers);

public sealed class TakeOverOnEjabberd(RealServers servers) : TakeOver(XmppServer.Ejabberd, servers);
