using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Outbox;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Translation;

/// <summary>What a contact does to messages: corrects, takes back, reacts, reads.</summary>
public sealed class ChangesToUsersTests : IDisposable
{
    private static readonly RemoteContact BobContact = new(new RemoteUserId("bob@example.com"), "bob@example.com", "Bob");

    private readonly GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_correction_names_the_message_and_has_an_id_of_its_own()
    {
        Know("s1", "f1");

        var stanza = Assert.Single(await TranslateAsync(Edit("f1", "right")));

        Assert.Equal((Bob, Alice, "chat", "e1", "right"), (stanza.From, stanza.To, stanza.Type, stanza.Id, stanza.Body));
        Assert.Equal(("s1", "e1"), (Correction.Find(stanza), OriginId.Find(stanza)));
    }

    [Fact]
    public async Task Each_correction_names_the_first_message()
    {
        Know("s1", "f1");
        Know("e0", "f2", target: "f1");

        // The network names the first message always; one that names the last edit is understood too.
        Assert.Equal("s1", Correction.Find(Assert.Single(await TranslateAsync(Edit("f1", "right")))));
        Assert.Equal("s1", Correction.Find(Assert.Single(await TranslateAsync(Edit("f2", "right")))));
    }

    [Fact]
    public async Task A_correction_of_something_unknown_is_new_text()
    {
        var stanza = Assert.Single(await TranslateAsync(Edit("f1", "right")));

        Assert.Equal(("Corrected: right", null), (stanza.Body, Correction.Find(stanza)));
    }

    [Fact]
    public async Task A_contact_cannot_correct_what_the_user_has_sent()
    {
        Know("m1", "f1", outgoing: true);

        Assert.Null(Correction.Find(Assert.Single(await TranslateAsync(Edit("f1", "never said")))));
    }

    [Fact]
    public async Task A_correction_of_a_message_in_parts_corrects_the_parts_and_adds_new_ones()
    {
        Know("s1", "f1", textParts: 2);

        var stanzas = await TranslateAsync(Edit("f1", Long(3)));

        Assert.Equal(["e1", "e1.2", "e1.3"], stanzas.Select(s => s.Id));
        Assert.Equal(["s1", "s1.2", null], stanzas.Select(Correction.Find));
        Assert.StartsWith("[3/3]", stanzas[2].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_that_are_gone_say_so()
    {
        Know("s1", "f1", textParts: 3);
        _gateway.Settings.Chosen = new UserSettings { Language = "de" };

        var stanzas = await TranslateAsync(Edit("f1", "short now"));

        Assert.Equal(["short now", "(Dieser Teil wurde entfernt.)", "(Dieser Teil wurde entfernt.)"], stanzas.Select(s => s.Body));
        Assert.Equal(["s1", "s1.2", "s1.3"], stanzas.Select(Correction.Find));
    }

    [Fact]
    public async Task A_text_for_a_message_of_files_alone_replaces_no_file()
    {
        Know("s1", "f1", textParts: 0, files: 2);

        var stanza = Assert.Single(await TranslateAsync(Edit("f1", "the caption")));

        Assert.Equal(("the caption", null), (stanza.Body, Correction.Find(stanza)));
    }

    [Fact]
    public async Task A_retraction_speaks_both_generations_and_words()
    {
        Know("s1", "f1");

        var stanza = Assert.Single(await TranslateAsync(Retract("f1") with { Reason = "wrong\nrecipient" }));

        Assert.Equal("s1", (string?)stanza.Payload(Namespaces.Retraction + "retract")?.Attribute("id"));
        var fastening = stanza.Payload(Namespaces.Fastening + "apply-to");
        Assert.Equal("s1", (string?)fastening?.Attribute("id"));
        Assert.NotNull(fastening?.Element(Namespaces.RetractionOld + "retract"));
        Assert.Equal("I took back a message, which your client cannot show. Reason: wrong recipient", stanza.Body);
        Assert.True(Fallback.IsWhole(stanza, Namespaces.Retraction));
        Assert.NotNull(stanza.Payload(Namespaces.Hints + "store"));
    }

    [Fact]
    public async Task A_retraction_takes_back_every_stanza_of_the_message()
    {
        Know("s1", "f1", textParts: 2, files: 1);

        var stanzas = await TranslateAsync(Retract("f1"));

        Assert.Equal(["s1", "s1.2", "s1.f1"], stanzas.Select(MessageRetraction.Find));
        Assert.Equal(3, stanzas.Select(s => s.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_retraction_that_clients_would_not_believe_is_told_in_words()
    {
        Know("m1", "f1", outgoing: true);

        Assert.Equal("(One of your messages was removed.)", Assert.Single(await TranslateAsync(Retract("f1"))).Body);
        Assert.Equal("(An earlier message was taken back.)", Assert.Single(await TranslateAsync(Retract("unknown"))).Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reactions_are_a_whole_set_without_a_body(bool outgoing)
    {
        Know("s1", "f1", outgoing);

        var stanza = Assert.Single(await TranslateAsync(React("f1", "👍", "", "👍", "❤️", new string('x', 65))));

        Assert.Equal("s1", MessageReactions.Find(stanza)?.Id);
        Assert.Equal(["👍", "❤️"], MessageReactions.Find(stanza)?.Values);
        Assert.Equal((null, "chat"), (stanza.Body, stanza.Type));
        Assert.NotNull(stanza.Payload(Namespaces.Hints + "store"));
        Assert.Empty(MessageReactions.Find(Assert.Single(await TranslateAsync(React("f1"))))!.Values);
    }

    [Fact]
    public async Task Reactions_that_are_no_emoji_are_told_in_words()
    {
        Know("s1", "f1");

        Assert.Equal("(Reacted to an earlier message: 👍 well done)", Assert.Single(await TranslateAsync(React("f1", "👍", "well\ndone"))).Body);
        Assert.Equal("(Reacted to an earlier message: 👍👍)", Assert.Single(await TranslateAsync(React("f1", "👍👍"))).Body);
    }

    // XEP-0444 §4
    [Fact]
    public async Task Reactions_to_an_edit_name_the_first_message()
    {
        Know("s1", "f1");
        Know("e0", "f2", target: "f1");

        Assert.Equal("s1", MessageReactions.Find(Assert.Single(await TranslateAsync(React("f2", "👍"))))?.Id);
    }

    [Fact]
    public async Task Reactions_to_something_unknown_are_told_in_words_and_their_end_not_at_all()
    {
        Assert.Equal("(Reacted to an earlier message: 👍)", Assert.Single(await TranslateAsync(React("f1", "👍"))).Body);
        Assert.Empty(await TranslateAsync(React("f1")));
    }

    [Fact]
    public async Task What_the_contact_has_read_is_marked_up_to_the_newest_message_of_the_user()
    {
        Know("m1", "f1", outgoing: true);
        Know("m2", "f2", outgoing: true);
        Know("s3", "f3");
        Know("m4", "f4", outgoing: true, target: "f1");
        Know("m5", "f5", outgoing: true);

        // Of the other side's messages, of edits and of reactions it is what came before them.
        foreach (var (read, marked) in new[] { ("f1", "m1"), ("f2", "m2"), ("f3", "m2"), ("f4", "m2"), ("f5", "m5") })
        {
            var stanza = Assert.Single(await TranslateAsync(Read(read)));
            Assert.Equal((marked, Alice, null), (ChatMarkers.DisplayedId(stanza), stanza.To, stanza.Body));
        }

        Assert.Empty(await TranslateAsync(Read("unknown")));
    }

    [Fact]
    public async Task A_user_without_read_markers_sees_none_and_is_asked_for_none()
    {
        Know("m1", "f1", outgoing: true);
        _gateway.Adapter.Capabilities = new Capabilities { DisplayMarkers = true };
        _gateway.Settings.Chosen = new UserSettings { ReadMarkers = false };

        Assert.Empty(await TranslateAsync(Read("f1")));
        Assert.Null(Assert.Single(await TranslateAsync(Message("hi"))).Payload(Namespaces.ChatMarkers + "markable"));
    }

    [Fact]
    public async Task A_message_asks_to_be_marked_where_the_network_wants_to_know()
    {
        Assert.Null(Assert.Single(await TranslateAsync(Message("hi"))).Payload(Namespaces.ChatMarkers + "markable"));

        _gateway.Adapter.Capabilities = new Capabilities { DisplayMarkers = true };

        Assert.NotNull(Assert.Single(await TranslateAsync(Message("hi"))).Payload(Namespaces.ChatMarkers + "markable"));
        Assert.Null(Assert.Single(await TranslateAsync(Message("hi") with { Kind = MessageKind.Notice })).Payload(Namespaces.ChatMarkers + "markable"));
        var parts = await TranslateAsync(Message(Long(2)));
        Assert.Equal([false, true], parts.Select(part => part.Payload(Namespaces.ChatMarkers + "markable") is not null));
    }

    [Fact]
    public async Task A_plain_message_needs_no_settings()
    {
        await TranslateAsync(Message("hi"));

        Assert.Equal(0, _gateway.Settings.Asked);
    }

    [Theory]
    [InlineData("look", "s1 s1.f1 s1.f2")]
    [InlineData("", "s1 s1.f2")]
    public async Task Each_file_has_a_stanza_of_its_own(string text, string ids)
    {
        var message = Message(text) with
        {
            Thread = "t1",
            Attachments = [new AttachedFile("https://x.example/1", "1", "a/b"), new AttachedFile("https://x.example/2", "2", "a/b")],
        };

        var stanzas = await _gateway.Translator.TranslateAsync(_gateway.Network, message, "s1", CancellationToken.None);

        Assert.Equal(ids.Split(' '), stanzas.Select(s => s.Id));
        Assert.Equal(["https://x.example/1", "https://x.example/2"], stanzas.TakeLast(2).Select(s => s.Body));
        Assert.All(stanzas.TakeLast(2), s => Assert.NotNull(s.Payload(Namespaces.OutOfBand + "x")));
        Assert.All(stanzas, s => Assert.Equal("t1", s.Payload(Namespaces.Component + "thread")?.Value));
    }

    [Fact]
    public async Task An_answer_to_an_edit_names_the_edit_that_was_seen()
    {
        Know("s1", "f1");
        Know("e0", "f2", target: "f1");

        var stanza = Assert.Single(await TranslateAsync(Message("x") with { ReplyTo = new RemoteMessageId("f2") }));

        Assert.Equal(new Reply("e0", Bob), Reply.Find(stanza));
    }

    [Fact]
    public async Task An_answer_begins_with_what_it_answers_where_the_network_tells_it()
    {
        Know("s1", "f1");
        var answer = Message("At ten.") with { ReplyTo = new RemoteMessageId("f1"), Answered = new RichText("Shall we meet?") };

        var stanza = Assert.Single(await TranslateAsync(answer));

        Assert.Equal("> Shall we meet?\nAt ten.", stanza.Body);
        Assert.Equal("At ten.", ReplyFallback.Remove(stanza, stanza.Body!));
        Assert.Equal(new Reply("s1", Bob), Reply.Find(stanza));

        var hidden = RichText.Of(new RichBlock.Spoiler([new RichBlock.Paragraph([new RichInline.Text("secret")])], null));
        Assert.Equal("At ten.", Assert.Single(await TranslateAsync(answer with { Answered = hidden })).Body);
        Assert.Equal("At ten.", Assert.Single(await TranslateAsync(answer with { ReplyTo = new RemoteMessageId("unknown") })).Body);
    }

    [Fact]
    public async Task What_comes_late_is_stamped()
    {
        Know("s1", "f1");
        var late = _gateway.Time.GetUtcNow().AddHours(-1);

        foreach (var what in new GatewayEvent[] { Edit("f1", "x"), Retract("f1"), React("f1", "👍"), React("unknown", "👍") })
        {
            Assert.Equal(late, Delay.Find(Assert.Single(await TranslateAsync(what with { Timestamp = late }))));
        }
    }

    public static TheoryData<string, bool, bool, int> Compositions()
    {
        // A text that fills its parts to the last byte leaves no room for what the gateway adds.
        var full = new string('x', MessageStanzas.MaximumBody);
        var data = new TheoryData<string, bool, bool, int>();
        foreach (var text in new[] { "", "hello", full, Long(3) })
        {
            foreach (var files in new[] { 0, 2 })
            {
                data.Add(text, false, false, files);
                data.Add(text, true, false, files);
                data.Add(text, false, true, files);
                data.Add(text, true, true, files);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Compositions))]
    public async Task The_map_knows_every_stanza_of_a_message_before_it_is_shown(string text, bool hasWhole, bool byUser, int files)
    {
        foreach (var language in new[] { "en", "de" })
        {
            _gateway.Settings.Chosen = UserSettings.Default with { Language = language };
            foreach (var linked in new[] { true, false })
            {
                _gateway.Files.HasLinks = linked;
                var message = Message(text) with
                {
                    ByUser = byUser,
                    Id = new RemoteMessageId("f1"),
                    Attachments = [.. Enumerable.Range(1, files).Select(n => new AttachedFile($"https://files.example/{n}", "a.bin", "application/octet-stream"))],
                    Whole = hasWhole ? new AttachedFile("whole-1", "mail.html", "text/html") : null,
                };
                var row = MapRow.Of(_gateway.Network, message, "e1", _gateway.Time.GetUtcNow())!;

                Assert.Equal(PartIds.All("e1", row.TextParts, row.Files), (await TranslateAsync(message)).Select(stanza => stanza.Id));
            }
        }
    }

    [Fact]
    public void An_edit_that_the_user_made_elsewhere_has_as_many_parts_as_the_map_says()
    {
        var edit = Edit("unknown", new string('x', MessageStanzas.MaximumBody)) with { ByUser = true, Id = new RemoteMessageId("f2") };
        Know("s1", "unknown", outgoing: false);

        Assert.Equal(1, MapRow.Of(_gateway.Network, edit, "e1", _gateway.Time.GetUtcNow())!.TextParts);
        Assert.Single(ChangeStanzas.Edit(edit, _gateway.Store.Map[0], new Frame(Bob, Alice, "e1", _gateway.Time.GetUtcNow()), isUsersOwn: true));
    }

    [Fact]
    public async Task A_long_thread_has_a_short_name_that_is_the_same_again()
    {
        async Task<string?> ThreadAsync(string name) =>
            Assert.Single(await TranslateAsync(Message("x") with { Thread = name })).Payload(Namespaces.Component + "thread")?.Value;
        var longOne = new string('t', 100_000);

        Assert.Equal(new string('t', 255), await ThreadAsync(new string('t', 255)));
        Assert.InRange((await ThreadAsync(longOne))!.Length, 1, 255);
        Assert.Equal(await ThreadAsync(longOne), await ThreadAsync(longOne));
        Assert.NotEqual(await ThreadAsync(longOne), await ThreadAsync(longOne + "2"));
    }

    internal static string Long(int parts) => string.Join('\n', Enumerable.Repeat(new string('x', 89_000), (2 * parts) - 1));

    private void Know(string stanzaId, string foreignId, bool outgoing = false, string? target = null, int textParts = 1, int files = 0) =>
        _gateway.Store.Map.Add(new MappedMessage(
            "mail", "alice@localhost", "bob@example.com", stanzaId, foreignId, outgoing, outgoing ? "alice@localhost/phone" : null, _gateway.Time.GetUtcNow())
        {
            Target = target,
            TextParts = textParts,
            Files = files,
        });

    private Message Message(string text) =>
        new() { User = Alice, Contact = BobContact, Timestamp = _gateway.Time.GetUtcNow(), Body = new RichText(text) };

    private Edit Edit(string target, string text) => new()
    {
        User = Alice,
        Contact = BobContact,
        Timestamp = _gateway.Time.GetUtcNow(),
        Target = new RemoteMessageId(target),
        Body = new RichText(text),
    };

    private Retraction Retract(string target) =>
        new() { User = Alice, Contact = BobContact, Timestamp = _gateway.Time.GetUtcNow(), Target = new RemoteMessageId(target) };

    private Reactions React(string target, params string[] emoji) => new()
    {
        User = Alice,
        Contact = BobContact,
        Timestamp = _gateway.Time.GetUtcNow(),
        Target = new RemoteMessageId(target),
        Emoji = [.. emoji],
    };

    private Displayed Read(string upTo) =>
        new() { User = Alice, Contact = BobContact, Timestamp = _gateway.Time.GetUtcNow(), UpTo = new RemoteMessageId(upTo) };

    private async Task<IReadOnlyList<Stanza>> TranslateAsync(GatewayEvent what) =>
        await _gateway.Translator.TranslateAsync(_gateway.Network, what, "e1", CancellationToken.None);
}
