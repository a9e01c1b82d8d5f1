using System.Globalization;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>
/// The promise, tested: what was acknowledged arrives, nothing arrives as two messages, a conversation keeps its order, while the
/// gateway is killed 20 times and every server goes away for a while. CRASH_MESSAGES is the number in each direction, CRASH_SEED the
/// plan of a run that failed.
/// </summary>
[Collection<OnProsody>]
public sealed class CrashProof(ProsodyBridge bridge)
{
    private const string AliceInMail = "alice@bridge.test";
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    private static int Messages { get; } = Number("CRASH_MESSAGES", Environment.GetEnvironmentVariable("CI") == "true" ? 1000 : 200);

    private static int Seed { get; } = Number("CRASH_SEED", Environment.ProcessId);

    [Fact(Timeout = 900_000)]
    public async Task Mail_loses_nothing_and_doubles_nothing()
    {
        await using var carol = new MailUser("carol");
        var inbound = new Ledger("mail to XMPP");
        var outbound = new Ledger("XMPP to mail");
        await DisturbAsync(
            InterruptPostfixAsync,
            PersistentSender.ChatAsync(bridge.Alice, "bob\\40example.test@mail.localhost", Texts("chat to bob", Messages / 2), outbound),
            PersistentSender.ChatAsync(bridge.Alice, "carol\\40example.test@mail.localhost", Texts("chat to carol", Messages / 2), outbound),
            PersistentSender.MailAsync(bridge.Bob, AliceInMail, Texts("mail from bob", Messages / 2), inbound),
            PersistentSender.MailAsync(carol, AliceInMail, Texts("mail from carol", Messages / 2), inbound));

        IReadOnlyList<Ledger.Arrival> Mails() =>
            [.. bridge.Bob.Inbox.Snapshot().Concat(carol.Inbox.Snapshot()).Where(m => IsOurs(m.Text)).Select(m => new Ledger.Arrival(m.Text, m.MessageId))];
        await SettleAsync(() => outbound.AllArrived(Mails()) && inbound.AllArrived(Chats()));
        // Mail has the order in which Postfix took it over. Towards XMPP there is none: Postfix tries again when and as it likes.
        var taken = (await PostfixLog.AcceptedAsync()).Index().DistinctBy(id => id.Item).ToDictionary(id => id.Item, id => id.Index);
        IReadOnlyList<Ledger.Arrival> mails = [.. Mails().OrderBy(mail => taken[mail.Identity])];
        Report(outbound, outbound.Audit(mails, ordered: true), inbound, inbound.Audit(Chats(), ordered: false));
    }

    [Fact(Timeout = 900_000)]
    public async Task Matrix_loses_nothing_and_doubles_nothing()
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        await using var mia = await MatrixUser.LoginAsync("mia");
        await using var noah = await MatrixUser.LoginAsync("noah");
        const string MiaAsContact = "\\40mia\\3amatrix.test@matrix.localhost", NoahAsContact = "\\40noah\\3amatrix.test@matrix.localhost";
        await bridge.Alice.SayAsync(MiaAsContact, "calm before the storm, mia");
        await bridge.Alice.SayAsync(NoahAsContact, "calm before the storm, noah");
        var miasRoom = (await mia.MessageAsync("calm before the storm, mia")).Room;
        var noahsRoom = (await noah.MessageAsync("calm before the storm, noah")).Room;
        var inbound = new Ledger("Matrix to XMPP");
        var outbound = new Ledger("XMPP to Matrix");
        await DisturbAsync(
            InterruptSynapseAsync,
            PersistentSender.ChatAsync(bridge.Alice, MiaAsContact, Texts("chat to mia", Messages / 2), outbound),
            PersistentSender.ChatAsync(bridge.Alice, NoahAsContact, Texts("chat to noah", Messages / 2), outbound),
            PersistentSender.MatrixAsync(mia, miasRoom, Texts("event of mia", Messages / 2), inbound),
            PersistentSender.MatrixAsync(noah, noahsRoom, Texts("event of noah", Messages / 2), inbound));

        IReadOnlyList<Ledger.Arrival> Events() =>
            [.. mia.Timeline.Snapshot().Concat(noah.Timeline.Snapshot()).DistinctBy(e => e.Id).Where(e => IsOurs(e.Text) && e.Sender.StartsWith("@_xmpp", StringComparison.Ordinal)).Select(e => new Ledger.Arrival(e.Text, e.Id))];
        await SettleAsync(() => outbound.AllArrived(Events()) && inbound.AllArrived(Chats()));
        Report(outbound, outbound.Audit(Events(), ordered: true), inbound, inbound.Audit(Chats(), ordered: true));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static IEnumerable<string> Texts(string what, int count) => Enumerable.Range(0, count).Select(number => $"crash {Seed}: {what} {number:D4}");

    private static bool IsOurs(string? text) => text?.StartsWith($"crash {Seed}: ", StringComparison.Ordinal) ?? false;

    private static void Report(Ledger outbound, int outboundRepeats, Ledger inbound, int inboundRepeats) => Console.WriteLine(
        $"seed {Seed}: {outbound.Count} out ({outboundRepeats} repeated under their own id), {inbound.Count} in ({inboundRepeats} repeated), {Disturbances.Kills} kills");

    private IReadOnlyList<Ledger.Arrival> Chats() =>
        [.. bridge.Alice.Received.Snapshot().Where(s => s.Is("message") && !s.IsError() && IsOurs(s.Text())).Select(s => new Ledger.Arrival(s.Text()!, s.Id() ?? ""))];

    private async Task DisturbAsync(Func<TimeSpan, Task> interruptForeignServer, params Task[] senders)
    {
        Console.WriteLine($"CRASH_SEED={Seed} CRASH_MESSAGES={Messages}");
        var disturbances = new Disturbances(bridge.Gateway, RestartXmppServerAsync, interruptForeignServer, Seed);
        await disturbances.RunAsync();
        await Task.WhenAll(senders);
    }

    /// <summary>Waits for the last stragglers, then a little longer for what should not come.</summary>
    private static async Task SettleAsync(Func<bool> complete)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !complete() && TimeProvider.System.GetElapsedTime(began) < Settling;)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private async Task RestartXmppServerAsync()
    {
        await bridge.Server.Script.RunAsync("down");
        await bridge.Server.Script.RunAsync("up");
    }

    private static async Task InterruptPostfixAsync(TimeSpan away)
    {
        await RealServers.Mail.RunAsync("postfix-down");
        await Task.Delay(away, TimeProvider.System, TestContext.Current.CancellationToken);
        await RealServers.Mail.RunAsync("postfix-up");
    }

    private static async Task InterruptSynapseAsync(TimeSpan away)
    {
        await RealServers.Synapse.RunAsync("down");
        await Task.Delay(away, TimeProvider.System, TestContext.Current.CancellationToken);
        await RealServers.Synapse.RunAsync("up");
    }
}
