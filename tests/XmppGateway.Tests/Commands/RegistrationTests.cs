using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Testing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Tests.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Commands;

/// <summary>XEP-0077 with its own examples, and XEP-0100 §4.1 and §4.3.</summary>
public sealed class RegistrationTests : IDisposable
{
    private readonly LoginAdapter _adapter = new();
    private GatewayUnderTest? _gateway;

    public void Dispose() => _gateway?.Dispose();

    [Fact]
    public async Task The_fields_are_told_for_old_clients_and_for_new_ones()
    {
        var answer = await ResultAsync(new Registration(), "get");

        Assert.False(answer.IsRegistered);
        Assert.StartsWith("Please provide your user name and password.", answer.Instructions, StringComparison.Ordinal);
        Assert.Equal([("username", ""), ("password", "")], answer.Fields);
        Assert.Equal("form", answer.Form!.Type);
        Assert.Equal(["FORM_TYPE", "username", "password"], answer.Form.Fields.Select(f => f.Var));
        Assert.Equal(["jabber:iq:register"], answer.Form.Values("FORM_TYPE")!);
        Assert.Equal(("text-private", true), (answer.Form.Fields[2].Type, answer.Form.Fields[2].Required));
    }

    [Fact]
    public async Task Without_an_equivalent_for_old_clients_they_get_instructions_only()
    {
        var adapter = new LoginAdapter { Further = new FormField("x_code", FieldKind.Text, new("Invitation", "Einladung")) { Required = true } };
        _gateway = new GatewayUnderTest(adapter);

        var answer = await ResultAsync(new Registration(), "get");

        Assert.Empty(answer.Fields);
        Assert.NotNull(answer.Instructions);
        Assert.Equal(4, answer.Form!.Fields.Count);
    }

    [Fact]
    public async Task Legacy_fields_register_and_the_gateway_asks_to_be_in_the_roster()
    {
        var sent = await Used.ReceiveAsync(Set(Legacy("bill", "Calliope")));

        Assert.Equal(
            ["iq result mail.example.org > alice@localhost/phone", "presence subscribe mail.example.org > alice@localhost"], sent.Select(Text).Order());
        Assert.Empty(sent.Single(s => s.Kind == StanzaKind.Iq).Payloads);
        Assert.Equal(["login alice@localhost as bill"], _adapter.Events);
        Assert.NotNull(Assert.Single(Used.Store.Accounts).RegisteredAt);
        Assert.True((await ResultAsync(new Registration(), "get")).IsRegistered);
    }

    [Fact]
    public async Task A_form_registers()
    {
        var sent = await Used.ReceiveAsync(Set(Filled(("username", "bill"), ("password", "Calliope"))));

        Assert.Contains("iq result mail.example.org > alice@localhost/phone", sent.Select(Text));
        Assert.Equal(["login alice@localhost as bill"], _adapter.Events);
    }

    [Theory]
    [InlineData("", "This must not be left empty.")]
    [InlineData("m1cro$oft", "The password is wrong.")]
    public async Task A_wrong_answer_brings_the_form_again(string password, string why)
    {
        var answer = Assert.Single(await Used.ReceiveAsync(Set(Legacy("bill", password))));

        Assert.Equal("iq error/modify/not-acceptable mail.example.org > alice@localhost/phone", Text(answer));
        Assert.Equal(why, StanzaError.Find(answer)!.Text);
        var again = Registration.Find(answer)!;
        Assert.Equal([("username", "bill"), ("password", "")], again.Fields);
        Assert.Equal("Password – " + why, again.Form!.Fields.Single(f => f.Var == "password").Label);
        Assert.Equal(["bill"], again.Form.Values("username")!);
        Assert.Empty(Used.Store.Accounts);
        Assert.DoesNotContain("m1cro$oft", answer.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_login_is_an_error()
    {
        var answer = Assert.Single(await Used.ReceiveAsync(Set(Legacy("bill", "banned"))));

        Assert.Equal("iq error/auth/forbidden mail.example.org > alice@localhost/phone", Text(answer));
        Assert.Equal("This account is locked.", StanzaError.Find(answer)!.Text);
    }

    [Fact]
    public async Task Nobody_logs_in_to_a_network_that_is_stopped()
    {
        await using var store = await TemporaryStore.OpenAsync();
        var stops = new Stops(store.Store, new ManualTimeProvider());
        _gateway = new GatewayUnderTest(new LoginAdapter { AsksForCode = true }, command => new StoppableCommand(command, stops));
        await _gateway.ReceiveAsync(Set(Legacy("bill", "Calliope")));
        await stops.StopAsync("mail", "spam", TestContext.Current.CancellationToken);

        // What was begun before the stop, and what begins now.
        await _gateway.ReceiveAsync(Stanza.Message(AlicesPhone, GatewayUnderTest.Gateway).WithBody("42"));
        Assert.Empty(_gateway.Store.Accounts);
        var refused = Assert.Single(await _gateway.ReceiveAsync(Set(Legacy("bill", "Calliope"))));
        Assert.Equal(StanzaConditions.ServiceUnavailable, StanzaError.Find(refused)?.Condition);
    }

    [Fact]
    public async Task What_needs_a_second_step_goes_on_in_the_chat()
    {
        _gateway = new GatewayUnderTest(new LoginAdapter { AsksForCode = true });

        var sent = await _gateway.ReceiveAsync(Set(Legacy("bill", "Calliope")));

        Assert.Equal(
            ["message chat mail.example.org > alice@localhost/phone", "iq error/modify/not-acceptable mail.example.org > alice@localhost/phone"], sent.Select(Text));
        Assert.Contains("The code that you were sent", sent[0].Body, StringComparison.Ordinal);
        Assert.Empty(_gateway.Store.Accounts);

        var done = await _gateway.ReceiveAsync(Stanza.Message(AlicesPhone, GatewayUnderTest.Gateway).WithBody("42"));
        Assert.Equal("You are logged in as bill.", done.Single(s => s.Kind == StanzaKind.Message).Body);
        Assert.Single(_gateway.Store.Accounts);
    }

    [Fact]
    public async Task A_cancelled_form_changes_nothing()
    {
        Assert.Equal(
            ["iq result mail.example.org > alice@localhost/phone"],
            await Used.AnswersAsync(Set(new Registration { Form = new DataForm(DataForm.Cancel) })));
        Assert.Empty(Used.Store.Accounts);
    }

    [Fact]
    public async Task A_bridged_network_needs_nothing_to_register()
    {
        _gateway = new GatewayUnderTest();

        Assert.Empty((await ResultAsync(new Registration(), "get")).Fields);
        Assert.Equal(
            ["iq result mail.example.org > alice@localhost/phone", "presence subscribe mail.example.org > alice@localhost"],
            (await _gateway.AnswersAsync(Set(new Registration()))).Order());
        Assert.NotNull(Assert.Single(_gateway.Store.Accounts).RegisteredAt);
    }

    [Fact]
    public async Task Leaving_is_answered_and_then_takes_everything_out_of_the_roster()
    {
        await Used.ReceiveAsync(Set(Legacy("bill", "Calliope")));
        await Used.ReceiveAsync(PresenceOfType("subscribed", GatewayUnderTest.Gateway));
        await Used.ReceiveAsync(PresenceOfType("subscribe", GatewayUnderTest.Gateway));
        await Used.ReceiveAsync(PresenceOfType("subscribe"));
        await Used.ReceiveAsync(PresenceOfType("subscribed"));
        _adapter.Events.Clear();

        var sent = await Used.AnswersAsync(Set(new Registration { IsRemoval = true }));

        Assert.Equal(
            [
                "iq result mail.example.org > alice@localhost/phone",
                @"presence unavailable bob\40example.com@mail.example.org > alice@localhost",
                @"presence unsubscribed bob\40example.com@mail.example.org > alice@localhost",
                @"presence unsubscribe bob\40example.com@mail.example.org > alice@localhost",
                "presence unsubscribe mail.example.org > alice@localhost",
                "presence unsubscribed mail.example.org > alice@localhost",
                "presence unavailable mail.example.org > alice@localhost",
            ],
            sent);
        Assert.Equal(["logout alice@localhost"], _adapter.Events);
        Assert.Empty(Used.Store.Accounts);
        Assert.Empty(Used.Store.Contacts);
        Assert.False((await ResultAsync(new Registration(), "get")).IsRegistered);
    }

    [Fact]
    public async Task Who_is_not_registered_cannot_leave() => Assert.Equal(
        ["iq error/auth/registration-required mail.example.org > alice@localhost/phone"],
        await Used.AnswersAsync(Set(new Registration { IsRemoval = true })));

    [Fact]
    public async Task A_removal_with_something_else_is_no_request()
    {
        await Used.ReceiveAsync(Set(Legacy("bill", "Calliope")));

        Assert.Equal(
            ["iq error/modify/bad-request mail.example.org > alice@localhost/phone"],
            await Used.AnswersAsync(Set(new Registration { IsRemoval = true, Fields = [("username", "bill")] })));
        Assert.Single(Used.Store.Accounts);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("set")]
    public async Task Who_is_denied_learns_it_in_their_language(string type)
    {
        var stanza = Get(new Registration().ToElement(), type: type);
        stanza.From = Jid.Parse("mallory@localhost/x");
        stanza.Lang = "de";

        var answer = Assert.Single(await Used.ReceiveAsync(stanza));

        Assert.Equal("iq error/auth/forbidden mail.example.org > mallory@localhost/x", Text(answer));
        Assert.Equal(("Sie dürfen dieses Gateway nicht benutzen.", "de"), (StanzaError.Find(answer)!.Text, answer.Lang));
    }

    [Fact]
    public async Task A_server_cannot_register()
    {
        var stanza = Set(new Registration());
        stanza.From = Jid.Parse("localhost");

        Assert.Equal(["iq error/auth/forbidden mail.example.org > localhost"], await Used.AnswersAsync(stanza));
    }

    [Fact]
    public async Task While_the_store_is_away_nothing_is_half_done()
    {
        Used.Store.IsAway = true;

        Assert.Equal(
            ["iq error/wait/resource-constraint mail.example.org > alice@localhost/phone"],
            await Used.AnswersAsync(Set(Legacy("bill", "Calliope"))));
        Assert.Empty(_adapter.Events);
    }

    private GatewayUnderTest Used => _gateway ??= new GatewayUnderTest(_adapter);

    private async Task<Registration> ResultAsync(Registration request, string type)
    {
        var answer = Assert.Single(await Used.ReceiveAsync(Get(request.ToElement(), type: type)));
        Assert.Equal("result", answer.Type);
        return Registration.Find(answer)!;
    }

    private static Stanza Set(Registration request) => Get(new XElement(request.ToElement()), type: "set");

    private static Registration Legacy(string name, string password) => new() { Fields = [("username", name), ("password", password)] };

    private static Registration Filled(params (string Var, string Value)[] fields) => new()
    {
        Form = new DataForm(DataForm.Submit)
        {
            Fields =
            [
                new DataField("FORM_TYPE", DataField.Hidden) { Values = ["jabber:iq:register"] },
                .. fields.Select(f => new DataField(f.Var) { Values = [f.Value] }),
            ],
        },
    };
}
