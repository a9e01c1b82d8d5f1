using System.Text.RegularExpressions;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>
/// The gateway itself fails on what arrives. Nothing that can be sent makes it do so, so the store is damaged: it names a contact whose
/// JID cannot exist.
/// </summary>
public abstract partial class Failures(Bridge bridge)
{
    private const string CarolAsContact = "carol\\40example.test@mail.localhost";
    private const string MiaAsContact = "\\40mia\\3amatrix.test@matrix.localhost";

    [Fact]
    public async Task A_mail_that_the_gateway_fails_on_is_told_to_both_sides_once_and_shown_when_that_is_mended()
    {
        await using var carol = new MailUser("carol");
        await carol.SendAsync("alice@bridge.test", $"Before the damage {bridge.Server}");
        await bridge.Alice.MessageAsync($"Before the damage {bridge.Server}");
        string shown, dropped;
        await DamageAsync("carol@example.test");
        try
        {
            await carol.SendAsync("alice@bridge.test", $"You will see this {bridge.Server}");
            shown = await NoticeAsync("mail.localhost", "carol@example.test", []);
            await carol.SendAsync("alice@bridge.test", $"You will not see this {bridge.Server}");
            dropped = await NoticeAsync("mail.localhost", "carol@example.test", [shown]);
            foreach (var reference in (string[])[shown, dropped])
            {
                var bounce = await carol.MailAsync(reference);
                Assert.Equal("mailer-daemon@bridge.test", bounce.From);
                Assert.Contains("alice@bridge.test: The gateway to XMPP failed on this message", OneLine(bounce.Text), StringComparison.Ordinal);
            }

            var list = await OutboxAsync("list");
            Assert.Matches($"{shown} +in +mail +- +- +[0-9]+s +- +put aside +InvalidOperationException", list);
            Assert.DoesNotContain("carol", list, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("1 entry will be removed", await OutboxAsync("drop", dropped), StringComparison.Ordinal);
            await ListAsync(list => !list.Contains(dropped, StringComparison.Ordinal));
            await bridge.Gateway.KillAsync();
        }
        finally
        {
            await MendAsync("carol@example.test", "carol\\40example.test");
        }

        Assert.Contains("1 entry due now", await OutboxAsync("retry", shown), StringComparison.Ordinal);

        var message = await bridge.Alice.MessageAsync($"You will see this {bridge.Server}", TimeSpan.FromSeconds(20));
        Assert.Equal(CarolAsContact, message.BareFrom());
        await ListAsync(list => !list.Contains(shown, StringComparison.Ordinal));
        await carol.SendAsync("alice@bridge.test", $"After the mending {bridge.Server}");
        await bridge.Alice.MessageAsync($"After the mending {bridge.Server}");
        Assert.Equal(1, bridge.Alice.Received.Snapshot().Count(stanza => stanza.Text()?.Contains(shown, StringComparison.Ordinal) == true));
        Assert.Equal(1, bridge.Alice.Received.Snapshot().Count(stanza => stanza.Text()?.Contains(dropped, StringComparison.Ordinal) == true));
        Assert.Equal(1, carol.Inbox.Snapshot().Count(mail => mail.Text.Contains(shown, StringComparison.Ordinal)));
        Assert.Equal(1, carol.Inbox.Snapshot().Count(mail => mail.Text.Contains(dropped, StringComparison.Ordinal)));
        Assert.DoesNotContain(
            bridge.Alice.Received.Snapshot(), stanza => stanza.Text()?.Contains($"You will not see this {bridge.Server}", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_matrix_message_that_the_gateway_fails_on_is_told_in_the_room_and_shown_when_that_is_mended()
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        await using var mia = await MatrixUser.LoginAsync("mia");
        var id = await bridge.Alice.SayAsync(MiaAsContact, $"Before the damage in Matrix {bridge.Server}");
        var room = (await mia.MessageAsync($"Before the damage in Matrix {bridge.Server}")).Room;
        await bridge.Alice.ReceiptAsync(id);
        string reference;
        await DamageAsync("@mia:matrix.test");
        try
        {
            await mia.SendAsync(room, $"You will see this of Matrix {bridge.Server}");
            reference = await NoticeAsync("matrix.localhost", "@mia:matrix.test", []);
            await mia.Timeline.FirstAsync(
                what => what.Room == room && (string?)what.Content["msgtype"] == "m.notice" && what.Text.Contains(reference, StringComparison.Ordinal),
                "the notice in the room");
        }
        finally
        {
            await MendAsync("@mia:matrix.test", "\\40mia\\3amatrix.test");
        }

        Assert.Contains("1 entry due now", await OutboxAsync("retry", reference), StringComparison.Ordinal);

        var message = await bridge.Alice.MessageAsync($"You will see this of Matrix {bridge.Server}", TimeSpan.FromSeconds(20));
        Assert.Equal(MiaAsContact, message.BareFrom());
        Assert.Equal(1, mia.Timeline.Snapshot().Count(what => what.Text.Contains(reference, StringComparison.Ordinal)));
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task DamageAsync(string contact)
    {
        await bridge.Gateway.StopAsync();
        await bridge.ChangeStoreAsync($"UPDATE identity SET localpart = 'no localpart' WHERE remote_id = '{contact}'");
        await bridge.Gateway.StartAsync();
    }

    private async Task MendAsync(string contact, string localpart)
    {
        if (bridge.Gateway.IsRunning)
            await bridge.Gateway.StopAsync();
        await bridge.ChangeStoreAsync($"UPDATE identity SET localpart = '{localpart}' WHERE remote_id = '{contact}'");
        await bridge.Gateway.StartAsync();
    }

    /// <summary>Waits for the gateway's own words to alice; returns what they call the arrival.</summary>
    private async Task<string> NoticeAsync(string from, string contact, string[] known)
    {
        XElement notice = await bridge.Alice.Received.FirstAsync(
            stanza => stanza.BareFrom() == from
                && stanza.Text()?.StartsWith($"A message from {contact} could not be shown", StringComparison.Ordinal) == true
                && !known.Contains(ReferenceIn(stanza)),
            $"the notice that a message from {contact} could not be shown");
        return ReferenceIn(notice);
    }

    private static string ReferenceIn(XElement notice) => Reference().Match(notice.Text() ?? "").Value;

    private async Task<string> OutboxAsync(params string[] arguments)
    {
        var outcome = await GatewayProgram.RunAsync(["outbox", .. arguments, "--config", bridge.Gateway.Settings.ConfigurationFile]);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return outcome.Output;
    }

    private async Task ListAsync(Predicate<string> wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        // The command looks once; nobody is told when the store changes.
        while (!wanted(await OutboxAsync("list")))
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, patience.Token);
    }

    [GeneratedRegex("in-[a-z2-7]{8}")]
    private static partial Regex Reference();
}

[Collection<OnProsody>]
public sealed class FailuresOnProsody(ProsodyBridge bridge) : Failures(bridge);

[Collection<OnEjabberd>]
public sealed class FailuresOnEjabberd(EjabberdBridge bridge) : Failures(bridge);
