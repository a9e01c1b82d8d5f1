using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Outbox;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>Arrivals that the gateway fails on: who hears of it, and what the operator can do. For every store.</summary>
public abstract partial class SetAsideTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_sides_are_told_of_a_message_that_the_gateway_fails_on()
    {
        await using var queues = await StartAsync();
        queues.Translator.FailsOn = IsBad;
        await queues.ArriveAsync("k1", "bad");

        var notice = await queues.NextStanzaAsync();
        var refusal = await NextRefusalAsync(queues);

        var row = Assert.Single(await ListAsync(queues));
        Assert.Equal(("test", "InvalidOperationException", SetAsideWish.None), (row.Network, row.Reason, row.Wish));
        Assert.Equal("bob@test.localhost", notice.From!.ToString());
        Assert.Equal(QueuesUnderTest.Alice, notice.To);
        Assert.Equal("chat", notice.Type);
        Assert.StartsWith("A message from bob could not be shown", notice.Body, StringComparison.Ordinal);
        Assert.EndsWith("xmpp-gateway outbox retry " + row.Reference, notice.Body, StringComparison.Ordinal);
        Assert.Equal((QueuesUnderTest.Alice, QueuesUnderTest.Bob), (refusal.User, refusal.Contact));
        Assert.Equal((new RemoteMessageId("k1"), FailureCondition.InternalError), (refusal.Failed, refusal.Condition));
        Assert.Contains(row.Reference, refusal.Reason, StringComparison.Ordinal);
        Assert.Single(queues.Logger.Lines, line => line.Text.Contains(row.Reference, StringComparison.Ordinal) && line.Exception is not null);
        await NobodyElseIsToldAsync(queues);
    }

    [Fact]
    public async Task Both_sides_are_told_of_a_raw_arrival_whose_parties_the_adapter_names()
    {
        await using var queues = await StartAsync();
        queues.Adapter.OnInterpret = _ => throw new FormatException("a mistake");
        queues.Adapter.OnFindParties = raw => new ArrivalParties(QueuesUnderTest.Alice, QueuesUnderTest.Bob, new RemoteMessageId(raw.Key));
        await PublishRawAsync(queues, "k1");

        Assert.StartsWith("A message from bob could not be shown", (await queues.NextStanzaAsync()).Body, StringComparison.Ordinal);
        Assert.Equal(new RemoteMessageId("k1"), (await NextRefusalAsync(queues)).Failed);
        Assert.Equal("FormatException", Assert.Single(await ListAsync(queues)).Reason);
    }

    [Fact]
    public async Task Only_the_user_is_told_of_what_no_person_wrote()
    {
        await using var queues = await StartAsync();
        queues.Translator.FailsOn = IsBad;
        queues.Adapter.OnInterpret = _ => throw new FormatException("a mistake");
        queues.Adapter.OnFindParties = _ => new ArrivalParties(QueuesUnderTest.Alice, QueuesUnderTest.Bob, null);
        await PublishRawAsync(queues, "k1");
        Assert.StartsWith("Something of your chat with bob", (await queues.NextStanzaAsync()).Body, StringComparison.Ordinal);

        var bad = queues.Incoming("k2", "bad");
        await AcceptAsync(queues, "k2", bad with { Kind = MessageKind.Notice });
        Assert.StartsWith("Something of your chat with bob", (await queues.NextStanzaAsync()).Body, StringComparison.Ordinal);
        // Privileges that have not come by now do not come.
        queues.Time.Advance(TimeSpan.FromMinutes(1));
        await AcceptAsync(queues, "k3", bad with { ByUser = true });
        Assert.StartsWith("Something of your chat with bob", (await queues.NextStanzaAsync()).Body, StringComparison.Ordinal);

        Assert.Equal(3, (await ListAsync(queues)).Count);
        await NobodyElseIsToldAsync(queues);
    }

    [Fact]
    public async Task The_author_of_an_edit_is_told_and_nobody_of_a_mark()
    {
        await using var queues = await StartAsync();
        queues.Translator.FailsOn = what => what is Edit or Displayed or Receipt;
        var id = new RemoteMessageId("k1");
        var (user, contact, now) = (QueuesUnderTest.Alice, QueuesUnderTest.Bob, queues.Time.GetUtcNow());
        await AcceptAsync(queues, "k1", new Displayed { User = user, Contact = contact, Timestamp = now, UpTo = id });
        await AcceptAsync(queues, "k2", new Receipt { User = user, Contact = contact, Timestamp = now, For = id });
        await AcceptAsync(queues, "k3", new Edit { User = user, Contact = contact, Timestamp = now, Target = id, Body = new RichText("better") });

        Assert.StartsWith("A message from bob could not be shown", (await queues.NextStanzaAsync()).Body, StringComparison.Ordinal);
        Assert.Equal(id, (await NextRefusalAsync(queues)).Failed);
        Assert.Equal(3, (await ListAsync(queues)).Count);
        await NobodyElseIsToldAsync(queues);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a mistake")]
    [InlineData("nonsense")]
    public async Task An_arrival_that_nobody_can_be_named_for_is_kept_and_listed(string parties)
    {
        await using var queues = await StartAsync();
        queues.Adapter.OnInterpret = _ => throw new FormatException("a mistake");
        queues.Adapter.OnFindParties = _ => parties switch
        {
            "nobody" => null,
            "nonsense" => new ArrivalParties(QueuesUnderTest.Alice, null!, null),
            _ => throw new InvalidOperationException("the same mistake"),
        };
        await PublishRawAsync(queues, "k1");

        await QueuesUnderTest.UntilAsync(async () => (await ListAsync(queues)).Count == 1);

        Assert.Contains(queues.Logger.Lines, line => line.Text.Contains("nobody is told", StringComparison.Ordinal));
        await NobodyElseIsToldAsync(queues);
    }

    [Fact]
    public async Task Parties_that_cannot_be_found_out_while_the_store_is_away_are_asked_for_again()
    {
        await using var queues = await StartAsync();
        var asked = 0;
        queues.Adapter.OnInterpret = _ => throw new FormatException("a mistake");
        queues.Adapter.OnFindParties = _ => asked++ == 0
            ? throw new StateUnavailableException("the disk is full")
            : new ArrivalParties(QueuesUnderTest.Alice, QueuesUnderTest.Bob, null);
        await PublishRawAsync(queues, "k1");

        var (notice, _) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());

        Assert.Equal(QueuesUnderTest.Alice, notice.To);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task What_cannot_be_said_by_the_contact_is_said_by_the_gateway()
    {
        await using var queues = await StartAsync();
        queues.Translator.FailsOn = what => what.Contact == QueuesUnderTest.Bob;
        await queues.ArriveAsync("k1", "hello");

        var notice = await queues.NextStanzaAsync();

        Assert.Equal("test.localhost", notice.From!.ToString());
        Assert.StartsWith("A message from bob could not be shown", notice.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_user_reads_it_in_their_language()
    {
        await using var queues = await StartAsync();
        queues.Settings.Chosen = new UserSettings { Language = "de" };
        queues.Translator.FailsOn = IsBad;
        await queues.ArriveAsync("k1", "bad");

        Assert.StartsWith("Eine Nachricht von bob konnte nicht angezeigt werden", (await queues.NextStanzaAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_on_the_notice_makes_no_other_notice()
    {
        await using var queues = await StartAsync();
        queues.Translator.FailsOn = _ => true;
        await queues.ArriveAsync("k1", "hello");

        await QueuesUnderTest.UntilAsync(async () => (await ListAsync(queues)).Count == 2);

        Assert.Equal(new RemoteMessageId("k1"), (await NextRefusalAsync(queues)).Failed);
        queues.Translator.FailsOn = _ => false;
        await NobodyElseIsToldAsync(queues);
        Assert.Equal(2, (await ListAsync(queues)).Count);
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_still_names_the_user_by_its_lane()
    {
        await using var queues = await StartAsync(attached: false);
        await queues.Store.AddIncomingAsync(
            [
                new InboxEntry
                {
                    Network = "test", Lane = "alice@localhost bob", Key = "k1", StanzaId = StableId.Create(), Payload = [1, 2],
                    AcceptedAt = queues.Time.GetUtcNow(),
                },
            ],
            Token);

        queues.Attach();

        var notice = await queues.NextStanzaAsync();
        Assert.Equal(("bob@test.localhost", "alice@localhost"), (notice.From!.ToString(), notice.To!.ToString()));
        await NobodyElseIsToldAsync(queues);
    }

    private protected abstract Task<Func<IStore>?> NewStoreAsync();

    private static bool IsBad(GatewayEvent what) => what is Message { Body.Plain: "bad" };

    private static Task<IReadOnlyList<SetAsideRow>> ListAsync(QueuesUnderTest queues) => queues.Store.ListSetAsideAsync(100, Token);

    private static async Task<Undeliverable> NextRefusalAsync(QueuesUnderTest queues) =>
        Assert.IsType<Undeliverable>((await queues.NextDeliveryAsync()).Event);

    private static async Task AskAsync(QueuesUnderTest queues, SetAsideWish wish)
    {
        Assert.Equal(1, await queues.Store.AskForSetAsideAsync(Assert.Single(await ListAsync(queues)).Reference, wish, Token));
        await queues.Inbox.DoAskedAsync(queues.Network, Token);
    }

    private static async Task AcceptAsync(QueuesUnderTest queues, string key, GatewayEvent what) =>
        Assert.Equal(Acceptance.Taken, await queues.Inbox.AcceptAsync(queues.Network, [new Arrival.Ready(key, what)], Token));

    private static async Task PublishRawAsync(QueuesUnderTest queues, string key) =>
        Assert.Equal(
            Acceptance.Taken,
            await queues.Inbox.AcceptAsync(queues.Network, [new Arrival.Raw(key, "room", Encoding.UTF8.GetBytes("raw"))], Token));

    /// <summary>What is handed over now comes next on both sides: nothing was before it on the conversation's lanes.</summary>
    private static async Task NobodyElseIsToldAsync(QueuesUnderTest queues)
    {
        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) == 0);
        var marker = StableId.Create();
        await queues.ArriveAsync(marker, marker);
        Assert.Equal(marker, (await queues.NextStanzaAsync()).Body);
        await queues.WriteAsync(marker, marker, wantsReceipt: false);
        Assert.Equal(marker, QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(1, Token)).Count == 0);
    }

    private async Task<QueuesUnderTest> StartAsync(DeliverySettings? settings = null, bool attached = true) =>
        await QueuesUnderTest.StartAsync(settings, attached, await NewStoreAsync());
}
