using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Commands;

/// <summary>The commands of users, through XEP-0050.</summary>
public sealed class UserCommandTests : IDisposable
{
    private GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task The_list_names_what_the_asker_can_use()
    {
        Assert.Equal(["register", "add-contact", "search", "contacts", "status", "settings", "unregister"], await ListAsync());

        Use(new LoginAdapter());
        Assert.Equal(["register"], await ListAsync());
        await _gateway.Accounts.RegisterAsync("mail", Alice, CancellationToken.None);
        Assert.Equal(["register", "add-contact", "search", "contacts", "status", "settings", "unregister"], await ListAsync());
    }

    [Fact]
    public async Task Registering_again_is_not_offered_where_there_is_no_login()
    {
        await _gateway.Accounts.RegisterAsync("mail", Alice, CancellationToken.None);

        Assert.DoesNotContain("register", await ListAsync());
        Assert.Equal(["iq error/cancel/item-not-found mail.example.org > alice@localhost/phone"], await _gateway.AnswersAsync(Command("register")));
    }

    [Fact]
    public async Task The_list_of_commands_is_an_entity_of_its_own()
    {
        var info = DiscoInfo.Parse(await OneAsync(Get(DiscoInfo.Request(AdHocCommand.Feature))))!;

        Assert.Equal([new DiscoIdentity("automation", "command-list", "Commands")], info.Identities);
        Assert.Equal("http://jabber.org/protocol/commands", info.Node);
    }

    [Fact]
    public async Task A_command_says_what_it_is()
    {
        var stanza = Get(DiscoInfo.Request("settings"));
        stanza.Lang = "de";

        var answer = await OneAsync(stanza);

        var info = DiscoInfo.Parse(answer)!;
        Assert.Equal([new DiscoIdentity("automation", "command-node", "Einstellungen")], info.Identities);
        Assert.Equal(["http://jabber.org/protocol/commands", "jabber:x:data"], info.Features);
        Assert.Equal(("settings", "de"), (info.Node, answer.Lang));
        Assert.Empty(DiscoItems.Parse(await OneAsync(Get(DiscoItems.Request("settings"))))!.Items);
    }

    [Fact]
    public async Task A_node_is_not_found_or_forbidden()
    {
        Assert.Equal(
            ["iq error/cancel/item-not-found mail.example.org > alice@localhost/phone"], await _gateway.AnswersAsync(Get(DiscoInfo.Request("nothing"))));
        var denied = Get(DiscoItems.Request(AdHocCommand.Feature));
        denied.From = Jid.Parse("mallory@localhost/x");
        Assert.Equal(["iq error/auth/forbidden mail.example.org > mallory@localhost/x"], await _gateway.AnswersAsync(denied));

        Use(new LoginAdapter());
        Assert.Equal(
            ["iq error/cancel/forbidden mail.example.org > alice@localhost/phone"], await _gateway.AnswersAsync(Get(DiscoInfo.Request("settings"))));
        Assert.Equal(["iq error/cancel/forbidden mail.example.org > alice@localhost/phone"], await _gateway.AnswersAsync(Command("settings")));
    }

    [Fact]
    public async Task Settings_are_shown_changed_and_kept()
    {
        var form = await ExecuteAsync("settings");
        Assert.Equal(["complete"], form.Actions);
        Assert.Equal(
            [("receipts", "1"), ("read_markers", "1"), ("chat_states", "1"), ("share_presence", "1"), ("share_profile", "1"), ("presence", "FromNetwork"), ("merge_window", "15"), ("language", "auto")],
            form.Form!.Fields.Select(f => (f.Var!, f.Values.Count == 0 ? null : f.Values[0])));

        var done = await SubmitAsync(form, ("share_presence", "0"), ("merge_window", "30"), ("language", "de"));

        Assert.Equal("completed", done.Status);
        Assert.Equal(
            UserSettings.Default with { SharePresence = false, MergeWindow = TimeSpan.FromSeconds(30), Language = "de" },
            await _gateway.Accounts.FindAsync("mail", AlicesPhone, CancellationToken.None));
        var again = await ExecuteAsync("settings");
        Assert.Equal("Einstellungen", again.Form!.Title);
        Assert.Equal(["30"], again.Form.Values("merge_window")!);
        await SubmitAsync(again, ("merge_window", ""));
        Assert.Equal(TimeSpan.FromSeconds(15), (await _gateway.Accounts.FindAsync("mail", Alice, CancellationToken.None)).MergeWindow);
        await SubmitAsync(again with { SessionId = (await ExecuteAsync("settings")).SessionId }, ("merge_window", "0"));
        Assert.Equal(TimeSpan.Zero, (await _gateway.Accounts.FindAsync("mail", Alice, CancellationToken.None)).MergeWindow);
    }

    [Fact]
    public async Task A_form_that_was_left_open_keeps_nothing_of_somebody_who_has_left()
    {
        await _gateway.Accounts.RegisterAsync("mail", Alice, CancellationToken.None);
        var form = await ExecuteAsync("settings");
        Assert.True(await _gateway.Commands.Membership.LeaveAsync(_gateway.Network, Alice, CancellationToken.None));

        var answer = await SubmitAsync(form, ("share_presence", "0"));

        Assert.Equal(RegistrationTexts.NotRegistered.English, Assert.Single(answer.Notes).Text);
        Assert.False((await _gateway.Accounts.FindAccountAsync("mail", Alice, CancellationToken.None)).IsKept);
    }

    [Fact]
    public async Task An_address_becomes_a_contact_that_asks()
    {
        var form = await ExecuteAsync("add-contact");
        Assert.Equal(("Email address", "Type an email address such as bob@example.com."), (form.Form!.Fields[0].Label, form.Form.Fields[0].Description));

        var wrong = await SubmitAsync(form, ("address", "nobody"));
        Assert.Equal("executing", wrong.Status);
        Assert.StartsWith("Email address – This is not an address of Email.", Assert.Single(wrong.Notes).Text, StringComparison.Ordinal);
        Assert.Equal(["nobody"], wrong.Form!.Values("address")!);

        var sent = await _gateway.ReceiveAsync(Submission(wrong, ("address", "Bob@example.com")));
        Assert.Equal([@"presence subscribe bob\40example.com@mail.example.org > alice@localhost", "iq result mail.example.org > alice@localhost/phone"], sent.Select(Text));
        Assert.Equal("Bob@example.com", Nick.Find(sent[0]));
        Assert.Equal(ContactSubscription.Requested, Assert.Single(_gateway.Store.Contacts).ContactSees);
    }

    [Fact]
    public async Task A_contact_that_the_user_has_is_left_alone()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));

        var done = await SubmitAsync(await ExecuteAsync("add-contact"), ("address", "bob@example.com"));

        Assert.Equal("bob@example.com is among your contacts already.", Assert.Single(done.Notes).Text);
    }

    [Fact]
    public async Task A_contact_that_was_refused_may_ask_again()
    {
        await SubmitAsync(await ExecuteAsync("add-contact"), ("address", "bob@example.com"));
        await _gateway.ReceiveAsync(PresenceOfType("unsubscribed"));
        Assert.Equal(ContactSubscription.Refused, Assert.Single(_gateway.Store.Contacts).ContactSees);

        await SubmitAsync(await ExecuteAsync("add-contact"), ("address", "bob@example.com"));

        Assert.Equal(ContactSubscription.Requested, Assert.Single(_gateway.Store.Contacts).ContactSees);
    }

    [Fact]
    public async Task Contacts_are_a_table_without_the_gateway()
    {
        Assert.Equal("You have no contacts here.", Assert.Single((await ExecuteAsync("contacts")).Notes).Text);
        await _gateway.ReceiveAsync(PresenceOfType("subscribe", GatewayUnderTest.Gateway));
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        await _gateway.ReceiveAsync(PresenceOfType("subscribed"));

        var done = await ExecuteAsync("contacts");

        Assert.Equal("You have one contact.", Assert.Single(done.Notes).Text);
        Assert.Equal(["jid-single", "text-single", "text-single"], done.Form!.Reported.Select(f => f.Type));
        Assert.Equal([Bob.ToString(), "bob@example.com", "both see each other"], Assert.Single(done.Form.Items).Select(f => f.Values[0]));
    }

    [Fact]
    public async Task What_is_on_its_way_is_told_with_its_reason_and_only_to_its_sender()
    {
        Assert.Null((await ExecuteAsync("status")).Form);
        _gateway.Store.Outgoing.Add(Waiting("alice@localhost", "bob@example.com") with { Attempts = 3, LastReason = LocalText.Same("450\nbusy") });
        _gateway.Store.Outgoing.Add(Waiting("ben@localhost", "secret@example.com"));
        _gateway.Time.Advance(TimeSpan.FromMinutes(90));

        var done = await ExecuteAsync("status");

        Assert.Equal(["bob@example.com", "1 h", "3", "450 busy"], Assert.Single(done.Form!.Items).Select(f => f.Values[0]));
    }

    [Fact]
    public async Task The_reason_that_something_waits_is_told_in_the_language_of_who_asks()
    {
        _gateway.Store.Outgoing.Add(Waiting("alice@localhost", "bob@example.com") with { Attempts = 3, LastReason = OwnReasons.NoAnswer });
        _gateway.Store.Accounts.Add(new AccountRow("mail", "alice@localhost", null, "{}", "de"));

        var done = await ExecuteAsync("status");

        Assert.Equal("der Server antwortet nicht", Assert.Single(done.Form!.Items)[^1].Values[0]);
    }

    [Fact]
    public async Task Leaving_asks_first()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));

        var no = await SubmitAsync(await ExecuteAsync("unregister"), ("confirm", "0"));
        Assert.Equal("Nothing was changed.", Assert.Single(no.Notes).Text);
        Assert.Single(_gateway.Store.Contacts);

        var sent = await _gateway.ReceiveAsync(Submission(await ExecuteAsync("unregister"), ("confirm", "true")));

        // The answer does not wait until thousands of contacts have said goodbye.
        Assert.Equal("iq result mail.example.org > alice@localhost/phone", Text(Assert.Single(sent)));
        Assert.Empty(_gateway.Store.Contacts);
        await _gateway.Farewells.FinishAsync(_gateway.Network, CancellationToken.None);
        Assert.Equal(6, _gateway.Link.TakeSent().Count(s => s.Kind == StanzaKind.Presence));

        var nothing = await SubmitAsync(await ExecuteAsync("unregister"), ("confirm", "1"));
        Assert.Equal(("error", "You are not registered with this gateway."), Assert.Single(nothing.Notes));
    }

    [Fact]
    public async Task Nothing_is_kept_of_somebody_who_leaves_in_the_instant_before_their_settings_are_stored()
    {
        await _gateway.Accounts.RegisterAsync("mail", Alice, CancellationToken.None);
        var form = await ExecuteAsync("settings");
        _gateway.Store.BeforeChange = () => _gateway.Store.Accounts.Clear();

        var failed = await SubmitAsync(form, ("language", "de"));

        Assert.Equal(("error", "You are not registered with this gateway."), Assert.Single(failed.Notes));
        Assert.Empty(_gateway.Store.Accounts);
    }

    [Fact]
    public async Task Who_has_only_settings_can_have_them_forgotten()
    {
        await _gateway.Accounts.ChangeAsync("mail", Alice, UserSettings.Default with { Language = "de" }, CancellationToken.None);

        var done = await SubmitAsync(await ExecuteAsync("unregister"), ("confirm", "1"));

        Assert.NotEqual("error", Assert.Single(done.Notes).Type);
        Assert.Empty(_gateway.Store.Accounts);
        Assert.Null((await _gateway.Accounts.FindAsync("mail", Alice, CancellationToken.None)).Language);
    }

    private void Use(IAdapter adapter)
    {
        _gateway.Dispose();
        _gateway = new GatewayUnderTest(adapter);
    }

    private OutboxEntry Waiting(string user, string contact) => new()
    {
        Network = "mail",
        Lane = "lane",
        DeliveryId = "d",
        User = user,
        Contact = contact,
        From = user + "/phone",
        StanzaId = "m",
        Fingerprint = "f",
        Payload = [],
        AcceptedAt = _gateway.Time.GetUtcNow(),
        ExpiresAt = _gateway.Time.GetUtcNow().AddDays(2),
    };

    private async Task<IEnumerable<string?>> ListAsync() =>
        DiscoItems.Parse(await OneAsync(Get(DiscoItems.Request(AdHocCommand.Feature))))!.Items.Select(i => i.Node);

    private async Task<Stanza> OneAsync(Stanza stanza)
    {
        var answer = (await _gateway.ReceiveAsync(stanza)).Single(s => s.Kind == StanzaKind.Iq);
        Assert.Equal("result", answer.Type);
        return answer;
    }

    private async Task<AdHocCommand> ExecuteAsync(string node) => AdHocCommand.Find(await OneAsync(Command(node)))!;

    private async Task<AdHocCommand> SubmitAsync(AdHocCommand run, params (string Var, string Value)[] fields) =>
        AdHocCommand.Find(await OneAsync(Submission(run, fields)))!;

    private static Stanza Command(string node) => Get(new AdHocCommand(node, null).ToElement(), type: "set");

    private static Stanza Submission(AdHocCommand run, params (string Var, string Value)[] fields) => Get(
        new XElement((new AdHocCommand(run.Node, run.SessionId) with
        {
            Form = new DataForm(DataForm.Submit) { Fields = [.. fields.Select(f => new DataField(f.Var) { Values = [f.Value] })] },
        }).ToElement()),
        type: "set");
}
