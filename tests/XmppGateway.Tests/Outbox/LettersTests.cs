using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Translation;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>Quick lines on the lane of their conversation: one message, and nothing lost, doubled or held up by it.</summary>
public sealed class LettersTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Quick_lines_become_one_message_and_each_has_its_receipt()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "one", "two", "three");

        var (delivery, took) = await queues.AdvanceUntilDeliveredAsync();

        Assert.Equal("one\n\ntwo\n\nthree", QueuesUnderTest.BodyOf(delivery));
        Assert.InRange(took, Window, 2 * Window);
        var receipts = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            receipts.Add((await queues.NextStanzaAsync()).Payloads.Single(p => p.Name.LocalName == "received").Attribute("id")?.Value);
        }

        Assert.Equal(["m1", "m2", "m3"], receipts);
        Assert.Empty(await queues.Store.ListOutgoingAsync(10, Token));
    }

    [Fact]
    public async Task What_speaks_of_something_else_ends_the_waiting_at_once()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "one", "two");
        await queues.AcceptAsync(Line(queues, "other") with { Subject = "Other" }, "m9");

        Assert.Equal("one\n\ntwo", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
        Assert.Equal("other", QueuesUnderTest.BodyOf((await queues.AdvanceUntilDeliveredAsync()).Result));
    }

    [Theory]
    [InlineData("leave", "one", "two")]
    [InlineData("one", "leave", "two")]
    [InlineData("one", "two", "leave")]
    public async Task What_stands_alone_is_part_of_no_letter(params string[] lines)
    {
        await using var queues = await StartAsync();
        queues.Adapter.OnStandsAlone = message => message.Body.Plain == "leave";
        await WriteAsync(queues, lines);

        var delivered = new List<string>();
        while (!delivered.Contains("leave"))
        {
            delivered.Add(QueuesUnderTest.BodyOf((await queues.AdvanceUntilDeliveredAsync()).Result));
        }

        Assert.Equal(lines[..Array.IndexOf(lines, "leave")], delivered.SelectMany(body => body.Split("\n\n")).SkipLast(1));
    }

    [Fact]
    public async Task A_restart_while_it_waits_loses_nothing_and_doubles_nothing()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "one", "two");
        await queues.RestartAsync();

        var (delivery, _) = await queues.AdvanceUntilDeliveredAsync();

        Assert.Equal("one\n\ntwo", QueuesUnderTest.BodyOf(delivery));
        await UntilEmptyAsync(queues);
    }

    [Fact]
    public async Task A_clock_that_was_put_back_by_hours_holds_no_message_as_long()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "one");
        queues.Time.Advance(TimeSpan.FromHours(-2));
        await queues.RestartAsync();

        var (delivery, took) = await queues.AdvanceUntilDeliveredAsync();

        Assert.Equal("one", QueuesUnderTest.BodyOf(delivery));
        Assert.InRange(took, TimeSpan.Zero, 2 * Window);
    }

    [Fact]
    public async Task What_is_corrected_meanwhile_is_sent_corrected()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "oen", "two");
        await queues.AcceptAsync(Correction(queues, "m1", "one"), "c1");
        await queues.AcceptAsync(Correction(queues, "c1", "One"), "c2");
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(10, Token)).Count == 4);

        var (delivery, _) = await queues.AdvanceUntilDeliveredAsync();

        Assert.Equal("One\n\ntwo", QueuesUnderTest.BodyOf(delivery));
        await UntilEmptyAsync(queues);
    }

    [Fact]
    public async Task A_line_that_was_corrected_meanwhile_is_the_one_that_the_next_correction_is_about()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "oen", "two");
        await queues.AcceptAsync(Correction(queues, "m1", "onne"), "c1");
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(10, Token)).Count == 3);
        await queues.AdvanceUntilDeliveredAsync();
        await UntilEmptyAsync(queues);

        // Some clients name the last correction, not the first message.
        await queues.AcceptAsync(Correction(queues, "c1", "one"), "c2");

        Assert.Equal("Corrected, line 1: one", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
    }

    [Fact]
    public async Task What_changes_a_letter_has_its_receipt()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "oen", "two");
        await ChangeAsync(queues);
        await queues.AdvanceUntilDeliveredAsync();

        var receipts = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            receipts.Add((await queues.NextStanzaAsync()).Payloads.Single(p => p.Name.LocalName == "received").Attribute("id")?.Value);
        }

        Assert.Equal(["m1", "c1", "r1"], receipts);
    }

    [Fact]
    public async Task A_refusal_reaches_a_correction_and_a_new_one_is_a_new_message()
    {
        await using var queues = await StartAsync();
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Rejected("no", FailureCondition.NotAllowed));
        await WriteAsync(queues, "oen", "two");
        await ChangeAsync(queues);
        await queues.AdvanceUntilDeliveredAsync();

        List<(string? Type, string? Id)> told = [await NextAsync(queues), await NextAsync(queues), await NextAsync(queues)];

        Assert.Equal(["c1", "m1"], told.Where(stanza => stanza.Type == "error").Select(stanza => stanza.Id).Order(StringComparer.Ordinal));
        await UntilEmptyAsync(queues);
        queues.Adapter.OnSend = (delivery, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(new("foreign-" + delivery.Id)));
        await queues.AcceptAsync(Correction(queues, "c1", "one"), "c2");
        Assert.Equal("one", QueuesUnderTest.BodyOf((await queues.AdvanceUntilDeliveredAsync()).Result));
    }

    [Fact]
    public async Task What_is_taken_back_meanwhile_is_not_sent()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "one");
        await queues.AcceptAsync(TakingBack(queues, "m1"), "r1");
        await UntilEmptyAsync(queues);
        await queues.WriteAsync("two", "m2");

        Assert.Equal("two", QueuesUnderTest.BodyOf((await queues.AdvanceUntilDeliveredAsync()).Result));
    }

    [Theory]
    [InlineData(null, "Corrected, line 1: one", "(I take back line 2 of this message.)")]
    [InlineData("de", "Berichtigt, Zeile 1: one", "(Ich nehme Zeile 2 dieser Nachricht zurück.)")]
    public async Task What_is_changed_later_is_said_in_words_in_answer_to_it(string? language, string corrected, string takenBack)
    {
        await using var queues = await StartAsync();
        queues.Settings.Chosen = UserSettings.Default with { Language = language };
        await WriteAsync(queues, "oen", "two");
        var (letter, _) = await queues.AdvanceUntilDeliveredAsync();
        await UntilEmptyAsync(queues);

        await queues.AcceptAsync(Correction(queues, "m1", "one"), "c1");
        await queues.AcceptAsync(TakingBack(queues, "m2"), "r1");

        foreach (var words in new[] { corrected, takenBack })
        {
            var message = Assert.IsType<Message>((await queues.NextDeliveryAsync()).Event);
            Assert.Equal((words, "foreign-" + letter.Id), (message.Body.Plain, message.ReplyTo?.Value));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delivery_says_whether_the_user_wants_read_marks(bool wants)
    {
        await using var queues = await StartAsync();
        queues.Settings.Chosen = UserSettings.Default with { ReadMarkers = wants };

        await queues.WriteAsync("one", "m1");

        Assert.Equal(wants, (await queues.AdvanceUntilDeliveredAsync()).Result.WantsReadMarkers);
    }

    [Fact]
    public async Task A_network_that_has_corrections_gets_none_for_one_line_of_several()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "one", "tow", "three");
        var (letter, _) = await queues.AdvanceUntilDeliveredAsync();
        await UntilEmptyAsync(queues);
        queues.Adapter.Capabilities = new() { Edits = Support.Native, Retractions = Support.Native };

        await queues.AcceptAsync(Correction(queues, "m2", "two"), "c1");
        await queues.AcceptAsync(TakingBack(queues, "m3"), "r1");

        foreach (var words in new[] { "Corrected, line 2: two", "(I take back line 3 of this message.)" })
        {
            var message = Assert.IsType<Message>((await queues.NextDeliveryAsync()).Event);
            Assert.Equal((words, "foreign-" + letter.Id), (message.Body.Plain, message.ReplyTo?.Value));
        }
    }

    [Fact]
    public async Task A_refusal_reaches_every_line()
    {
        await using var queues = await StartAsync();
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Rejected("no", FailureCondition.NotAllowed));
        await WriteAsync(queues, "one", "two");
        await queues.AdvanceUntilDeliveredAsync();

        Assert.Equal([("error", "m1"), ("error", "m2")], [await NextAsync(queues), await NextAsync(queues)]);
        await UntilEmptyAsync(queues);
    }

    [Fact]
    public async Task A_late_failure_reaches_every_line_and_is_explained_once()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "one", "two", "three");
        var (delivery, _) = await queues.AdvanceUntilDeliveredAsync();
        await UntilEmptyAsync(queues);
        for (var i = 0; i < 3; i++)
        {
            await queues.NextStanzaAsync();
        }

        var failure = new DeliveryFailure
        {
            User = QueuesUnderTest.Alice,
            Contact = QueuesUnderTest.Bob,
            Timestamp = queues.Time.GetUtcNow(),
            Failed = new("foreign-" + delivery.Id),
            Condition = FailureCondition.NoSuchRecipient,
            Reason = LocalText.Same("User unknown"),
        };
        await queues.Inbox.AcceptAsync(queues.Network, [new Arrival.Ready("bounce", failure)], Token);

        var seen = new List<(string? Type, string? Id)>();
        for (var i = 0; i < 4; i++)
        {
            seen.Add(await NextAsync(queues));
        }

        Assert.Equal(["m1", "m2", "m3"], seen.Where(stanza => stanza.Type == "error").Select(stanza => stanza.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_letter_that_must_wait_stays_as_it_is()
    {
        await using var queues = await StartAsync();
        queues.Adapter.OnSend = (delivery, _) => ValueTask.FromResult<DeliveryResult>(
            delivery.Attempt == 1 ? new DeliveryResult.Retry("away") : new DeliveryResult.Delivered(new("foreign-" + delivery.Id)));
        await WriteAsync(queues, "one", "two");
        var (first, _) = await queues.AdvanceUntilDeliveredAsync();
        queues.Time.Advance(Window);
        await queues.WriteAsync("three", "m3");

        var (again, _) = await queues.AdvanceUntilDeliveredAsync();
        Assert.Equal((first.Id, QueuesUnderTest.BodyOf(first)), (again.Id, QueuesUnderTest.BodyOf(again)));
        Assert.Equal("three", QueuesUnderTest.BodyOf((await queues.AdvanceUntilDeliveredAsync()).Result));
    }

    [Fact]
    public async Task What_was_tried_is_tried_again_as_the_same_letter_also_when_the_user_has_chosen_another_window()
    {
        await using var queues = await StartAsync();
        var delivered = queues.Adapter.OnSend;
        queues.Adapter.OnSend = (_, _) =>
        {
            queues.Settings.Chosen = UserSettings.Default with { MergeWindow = TimeSpan.Zero };
            queues.Adapter.OnSend = delivered;
            return ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Retry("busy"));
        };
        await WriteAsync(queues, "one", "two");

        var (first, _) = await queues.AdvanceUntilDeliveredAsync();
        var (second, _) = await queues.AdvanceUntilDeliveredAsync();

        Assert.Equal("one\n\ntwo", QueuesUnderTest.BodyOf(first));
        Assert.Equal((first.Id, "one\n\ntwo"), (second.Id, QueuesUnderTest.BodyOf(second)));
        await UntilEmptyAsync(queues);
    }

    [Fact]
    public async Task A_first_line_that_the_operator_drops_meanwhile_is_not_sent()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "one", "two");
        Assert.True(await queues.Store.DropOutgoingAsync((await queues.Store.ListOutgoingAsync(1, Token))[0].Sequence, Token));

        var (delivery, _) = await queues.AdvanceUntilDeliveredAsync();

        Assert.Equal("two", QueuesUnderTest.BodyOf(delivery));
        await UntilEmptyAsync(queues);

        // The receipt of the second takes a shorter way.
        Assert.Contains(("error", "m1"), new[] { await NextAsync(queues), await NextAsync(queues) });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<QueuesUnderTest> StartAsync()
    {
        var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.Capabilities = new() { MergesLines = true };
        return queues;
    }

    private static async Task WriteAsync(QueuesUnderTest queues, params string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            await queues.WriteAsync(lines[i], $"m{i + 1}");
        }

        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(10, Token)).Count == lines.Length);
    }

    /// <summary>Corrects the first of two lines and takes the second back, both with a wish for a receipt.</summary>
    private static async Task ChangeAsync(QueuesUnderTest queues)
    {
        await queues.AcceptAsync(Correction(queues, "m1", "one"), "c1", wantsReceipt: true);
        await queues.AcceptAsync(TakingBack(queues, "m2"), "r1", wantsReceipt: true);
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(10, Token)).Count == 4);
    }

    private static Task UntilEmptyAsync(QueuesUnderTest queues) =>
        QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(10, Token)).Count == 0);

    private static async Task<(string? Type, string? Id)> NextAsync(QueuesUnderTest queues)
    {
        var stanza = await queues.NextStanzaAsync();
        return (stanza.Type, stanza.Id);
    }

    private static Message Line(QueuesUnderTest queues, string text) => new()
    {
        User = QueuesUnderTest.Alice,
        Contact = QueuesUnderTest.Bob,
        Timestamp = queues.Time.GetUtcNow(),
        Body = new(text),
    };

    private static Edit Correction(QueuesUnderTest queues, string stanzaId, string text) => new()
    {
        User = QueuesUnderTest.Alice,
        Contact = QueuesUnderTest.Bob,
        Timestamp = queues.Time.GetUtcNow(),
        Target = LateReference.To(stanzaId),
        Body = new(text),
    };

    private static Retraction TakingBack(QueuesUnderTest queues, string stanzaId) => new()
    {
        User = QueuesUnderTest.Alice,
        Contact = QueuesUnderTest.Bob,
        Timestamp = queues.Time.GetUtcNow(),
        Target = LateReference.To(stanzaId),
    };
}
