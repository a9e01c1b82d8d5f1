using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Tests.Handlers;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Commands;

public sealed class ChatTests : IDisposable
{
    private readonly LoginAdapter _adapter = new() { LoginRequired = false };
    private GatewayUnderTest? _gateway;

    public void Dispose() => _gateway?.Dispose();

    [Fact]
    public async Task What_is_no_command_is_told_what_this_is()
    {
        var answer = Assert.Single(await Used.ReceiveAsync(Say("Hi Bob, see you at eight")));

        Assert.Equal(("chat", "en", GatewayUnderTest.Gateway, AlicesPhone), (answer.Type, answer.Lang, answer.From, answer.To));
        Assert.Equal(
            "This is the gateway to Email. Write to people, not to the gateway; add them as contacts first. Type an email address such as bob@example.com.\n"
            + "I do not understand that. Send \"help\" to see what I can do.",
            answer.Body);
    }

    [Theory]
    [InlineData("help", "• settings – Settings", "en")]
    [InlineData(" HILFE ", "• einstellungen – Einstellungen", "de")]
    [InlineData("?", "• settings – Settings", "en")]
    public async Task Help_lists_the_commands_in_the_language_of_the_word(string typed, string line, string language)
    {
        var answer = Assert.Single(await Used.ReceiveAsync(Say(typed)));

        Assert.Contains(line, answer.Body!.Split('\n'));
        Assert.Equal(language, answer.Lang);
    }

    [Fact]
    public async Task The_clients_language_is_stronger_than_the_words_and_the_choice_is_stronger_than_both()
    {
        var german = Say("help");
        german.Lang = "de";
        Assert.Equal("de", Assert.Single(await Used.ReceiveAsync(german)).Lang);

        await Used.Store.PutSettingsAsync("mail", "ben@localhost", "{}", "en", CancellationToken.None);
        var chosen = Say("hilfe");
        chosen.From = Jid.Parse("ben@localhost/x");
        chosen.Lang = "de";
        Assert.Equal("en", Assert.Single(await Used.ReceiveAsync(chosen)).Lang);
    }

    [Fact]
    public async Task Questions_come_one_after_the_other()
    {
        Assert.Equal(
            "Log in\nPlease provide your user name and password.\n\"cancel\" ends this, \"back\" goes one question back.\nUser name",
            await TellAsync("register"));
        Assert.Equal(
            "Password\nYour answer is not shown or kept here. Please delete the message with it from your history afterwards.",
            await TellAsync("bill"));
        Assert.Equal("You are logged in as bill.", await TellAsync("Calliope"));
        Assert.Equal(["login alice@localhost as bill"], _adapter.Events);
        Assert.Single(Used.Store.Accounts);
    }

    [Fact]
    public async Task A_wrong_answer_asks_only_what_is_wrong_again_and_never_shows_a_secret()
    {
        await TellAsync("register");
        await TellAsync("bill");

        var again = await TellAsync("hunter2");
        Assert.Contains("The password is wrong.\nPassword", again, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", again, StringComparison.Ordinal);
        Assert.DoesNotContain("User name", again, StringComparison.Ordinal);

        Assert.Equal("You are logged in as bill.", await TellAsync("Calliope"));
        Assert.DoesNotContain(Used.Logger.Lines, l => l.Text.Contains("hunter2", StringComparison.Ordinal) || l.Text.Contains("Calliope", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancel_ends_a_command_in_any_language()
    {
        await TellAsync("register");

        Assert.Equal("Cancelled.", await TellAsync("abbrechen"));
        Assert.Equal("Es gibt nichts abzubrechen.", await TellAsync("abbrechen"));
        Assert.Empty(_adapter.Events);
    }

    [Fact]
    public async Task Back_goes_one_question_back()
    {
        await TellAsync("register");
        await TellAsync("bil");

        Assert.EndsWith("User name", await TellAsync("zurück"), StringComparison.Ordinal);
        Assert.StartsWith("This is the first question.\n", await TellAsync("back"), StringComparison.Ordinal);
        await TellAsync("bill");
        Assert.Equal("You are logged in as bill.", await TellAsync("Calliope"));
    }

    [Fact]
    public async Task Back_goes_to_the_form_before()
    {
        _gateway = new GatewayUnderTest(new LoginAdapter { AsksForCode = true });
        await TellAsync("anmelden");
        await TellAsync("bill");
        Assert.Contains("Der Code, den Sie bekommen haben", await TellAsync("Calliope"), StringComparison.Ordinal);

        Assert.Contains("Benutzername\nJetzt: bill. „-“ lässt es so.", await TellAsync("zurück"), StringComparison.Ordinal);
        await TellAsync("-");
        await TellAsync("Calliope");
        Assert.Equal("Das ist keine ganze Zahl.\nDer Code, den Sie bekommen haben", await TellAsync("x"));
        Assert.Equal("Sie sind als bill eingeloggt.", await TellAsync("42"));
    }

    [Fact]
    public async Task Who_has_left_meanwhile_does_not_go_on_with_what_is_only_for_users()
    {
        await TellAsync("settings");
        _adapter.LoginRequired = true;

        Assert.Equal("Please register with the gateway first.", (await TellAsync("yes")).Split('\n')[0]);
        Assert.StartsWith("This is the gateway to", await TellAsync("yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_are_listed_and_taken_by_number_name_or_not_at_all()
    {
        await TellAsync("settings");
        Assert.Equal("Please answer yes or no.\nDelivery receipts (yes/no)", string.Join('\n', (await TellAsync("perhaps")).Split('\n')[..2]));
        await TellAsync("-");
        await TellAsync("nein");
        await TellAsync("-");
        await TellAsync("y");
        var presence = await TellAsync("N");
        Assert.Equal(
            "Presence of your contacts\n1. What the network says\n2. Always online, without texts\nNow: What the network says. \"-\" keeps it.", presence);
        Assert.StartsWith("Please send the number of your choice.\n", await TellAsync("3"), StringComparison.Ordinal);
        await TellAsync("2");
        Assert.StartsWith("The number must be between 0 and 600.", await TellAsync("601"), StringComparison.Ordinal);
        Assert.Contains("1. As your client says\n2. English\n3. Deutsch", await TellAsync("-"), StringComparison.Ordinal);
        Assert.Equal("Your settings are saved.", await TellAsync("deutsch"));

        var stored = Assert.Single(Used.Store.Accounts);
        Assert.Equal(("{\"readMarkers\":false,\"shareProfile\":false,\"presence\":1}", "de", null), (stored.Settings, stored.Language, stored.RegisteredAt));
        Assert.Equal("de", Assert.Single(await Used.ReceiveAsync(Say("help"))).Lang);
    }

    [Fact]
    public async Task A_form_without_questions_asks_whether_to_go_on()
    {
        _gateway = new GatewayUnderTest();
        Assert.EndsWith("Do you want to go on? (yes/no)", await TellAsync("register"), StringComparison.Ordinal);
        Assert.Equal("Cancelled.", await TellAsync("no"));
        Assert.Empty(_gateway.Store.Accounts);

        await TellAsync("register");
        await _gateway.ReceiveAsync(Say("yes"));
        Assert.Single(_gateway.Store.Accounts);
    }

    [Fact]
    public async Task A_table_is_readable_lines()
    {
        _adapter.People.Add(new RemoteContact(new RemoteUserId("mia@example.com"), "mia@example.com", "Mia\nB."));
        _adapter.People.Add(new RemoteContact(new RemoteUserId("miriam@example.com"), "miriam@example.com", "Miriam"));
        await TellAsync("search");

        Assert.Equal(
            "2 people were found.\nXMPP address | Name | Address\n• mia\\40example.com@mail.example.org | Mia B. | mia@example.com\n"
            + "• miriam\\40example.com@mail.example.org | Miriam | miriam@example.com",
            await TellAsync("mi"));
    }

    [Fact]
    public async Task A_question_is_forgotten_after_a_while()
    {
        await TellAsync("register");
        Used.Time.Advance(TimeSpan.FromMinutes(10));

        var answer = await TellAsync("bill");

        Assert.StartsWith("I have waited too long for your answer; the command has ended.\nThis is the gateway", answer, StringComparison.Ordinal);
        Assert.Empty(_adapter.Events);
    }

    [Fact]
    public async Task Two_people_and_two_networks_have_conversations_of_their_own()
    {
        await TellAsync("register");
        var ben = Say("bill");
        ben.From = Jid.Parse("ben@localhost/phone");

        Assert.Contains("I do not understand that.", Assert.Single(await Used.ReceiveAsync(ben)).Body, StringComparison.Ordinal);
        Assert.StartsWith("Password", await TellAsync("bill"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_must_register_first_is_told()
    {
        _gateway = new GatewayUnderTest(new LoginAdapter());

        Assert.Equal("Please register with the gateway first.", await TellAsync("contacts"));
        Assert.DoesNotContain("• contacts", await TellAsync("help"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error")]
    [InlineData("headline")]
    public async Task Only_people_are_answered(string type)
    {
        var stanza = Say("help");
        stanza.Type = type;
        Assert.Empty(await Used.ReceiveAsync(stanza));

        var server = Say("help");
        server.From = Jid.Parse("localhost");
        Assert.Empty(await Used.ReceiveAsync(server));

        Assert.Empty(await Used.ReceiveAsync(Stanza.Message(AlicesPhone, GatewayUnderTest.Gateway).With(
            new XElement(XName.Get("composing", "http://jabber.org/protocol/chatstates")))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("normal")]
    [InlineData("chat")]
    [InlineData("x-unknown")]
    public async Task Whatever_the_type_a_person_is_answered(string? type)
    {
        var stanza = Say("help");
        stanza.Type = type;

        Assert.Equal("chat", Assert.Single(await Used.ReceiveAsync(stanza)).Type);
    }

    [Fact]
    public async Task The_gateway_is_no_room()
    {
        var stanza = Say("help");
        stanza.Type = "groupchat";

        Assert.Equal(["message error/cancel/feature-not-implemented mail.example.org > alice@localhost/phone"], await Used.AnswersAsync(stanza));
    }

    [Fact]
    public async Task What_is_too_long_is_told_so_and_the_question_stays_open()
    {
        Assert.Equal("That is too long for an answer or a command.", await TellAsync(new string('x', 30_001)));

        await TellAsync("abmelden");
        Assert.Equal("Das ist zu lang für eine Antwort oder einen Befehl.", await TellAsync(new string('x', 30_001)));
        Assert.Contains("nichts geändert", await TellAsync("nein"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_words_is_told_what_this_is()
    {
        var oob = XNamespace.Get("jabber:x:oob");
        var stanza = Stanza.Message(AlicesPhone, GatewayUnderTest.Gateway).With(new XElement(oob + "x", new XElement(oob + "url", "https://example.com/a.png")));

        Assert.Contains("I do not understand that", Assert.Single(await Used.ReceiveAsync(stanza)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_answers_everything_gets_no_loop()
    {
        var answers = 0;
        for (var i = 0; i < 200; i++)
        {
            var answer = Assert.Single(await Used.ReceiveAsync(Say("I am on holiday")));
            if (answer.IsError)
            {
                // To which no program answers.
                Assert.Equal(StanzaConditions.ResourceConstraint, ErrorReader.Read(answer).Condition);
            }
            else
            {
                answers++;
            }
        }

        Assert.InRange(answers, 1, 40);
        Used.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(Assert.Single(await Used.ReceiveAsync(Say("help"))).IsError);
        Assert.True(Assert.Single(await Used.ReceiveAsync(Say("help"))).IsError);
    }

    [Fact]
    public async Task An_encrypted_message_is_no_command()
    {
        var stanza = Say("I sent you an OMEMO encrypted message");
        stanza.Payloads.Add(new XElement(XName.Get("encrypted", "eu.siacs.conversations.axolotl"), new XElement(XName.Get("payload", "eu.siacs.conversations.axolotl"))));

        var answer = Assert.Single(await Used.ReceiveAsync(stanza));

        Assert.Equal(StanzaConditions.NotAcceptable, ErrorReader.Read(answer).Condition);
    }

    [Fact]
    public async Task A_receipt_is_given_where_one_was_asked_for_and_the_user_wants_any()
    {
        var stanza = Say("help");
        stanza.Id = "m1";
        stanza.Payloads.Add(Receipts.Request());

        var sent = await Used.ReceiveAsync(stanza);

        Assert.Equal("m1", Receipts.ReceivedId(sent[0]));
        Assert.Equal(2, sent.Count);

        await Used.Accounts.ChangeAsync("mail", AlicesPhone.Bare, new UserSettings { Receipts = false }, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(await Used.ReceiveAsync(stanza), answer => Receipts.ReceivedId(answer) is not null);
    }

    [Fact]
    public async Task While_the_store_is_away_the_person_learns_it()
    {
        Used.Store.IsAway = true;

        Assert.Equal(["message error/wait/resource-constraint mail.example.org > alice@localhost/phone"], await Used.AnswersAsync(Say("help")));
    }

    private GatewayUnderTest Used => _gateway ??= new GatewayUnderTest(_adapter);

    private async Task<string> TellAsync(string text)
    {
        Used.Time.Advance(TimeSpan.FromSeconds(5));
        return (await Used.ReceiveAsync(Say(text))).Single(s => s.Kind == StanzaKind.Message).Body!;
    }

    private static Stanza Say(string text) => Stanza.Message(AlicesPhone, GatewayUnderTest.Gateway).WithBody(text);
}
