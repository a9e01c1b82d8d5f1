using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Commands;

/// <summary>XEP-0055 with its own examples.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly LoginAdapter _adapter = new()
    {
        LoginRequired = false,
        People =
        {
            new RemoteContact(new RemoteUserId("juliet@shakespeare.lit"), "juliet@shakespeare.lit", "Juliet Capulet"),
            new RemoteContact(new RemoteUserId("tybalt@shakespeare.lit"), "tybalt@shakespeare.lit", "Tybalt Capulet"),
        },
    };

    private readonly GatewayUnderTest _gateway;

    public SearchTests() => _gateway = new GatewayUnderTest(_adapter);

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task The_fields_are_told_for_old_clients_and_for_new_ones()
    {
        var answer = await ResultAsync(new PeopleSearchQuery(), "get");

        Assert.Equal(["nick", "email"], answer.Fields.Select(f => f.Name));
        Assert.Equal("Type an email address such as bob@example.com.", answer.Instructions);
        Assert.Equal(["jabber:iq:search"], answer.Form!.Values("FORM_TYPE")!);
        Assert.Equal(["FORM_TYPE", "text"], answer.Form.Fields.Select(f => f.Var));
    }

    [Fact]
    public async Task Old_clients_get_items()
    {
        var answer = await ResultAsync(new PeopleSearchQuery { Fields = [("nick", "Capulet"), ("email", "")] });

        Assert.Null(answer.Form);
        Assert.Equal([@"juliet\40shakespeare.lit@mail.example.org", @"tybalt\40shakespeare.lit@mail.example.org"], answer.Items.Select(i => i.Jid.ToString()));
        Assert.Equal([("nick", "Juliet Capulet"), ("email", "juliet@shakespeare.lit")], answer.Items[0].Fields);
    }

    [Fact]
    public async Task New_clients_get_a_table()
    {
        var answer = await ResultAsync(Filled("tybalt"));

        Assert.Empty(answer.Items);
        Assert.Equal(["jid", "nick", "address"], answer.Form!.Reported.Select(f => f.Var));
        Assert.Equal(
            [@"tybalt\40shakespeare.lit@mail.example.org", "Tybalt Capulet", "tybalt@shakespeare.lit"],
            Assert.Single(answer.Form.Items).Select(f => f.Values[0]));
    }

    [Fact]
    public async Task An_address_is_found_without_asking_the_network()
    {
        _adapter.SearchFailure = new InvalidOperationException("Not to be asked.");

        var answer = await ResultAsync(new PeopleSearchQuery { Fields = [("email", "Romeo@Montague.lit")] });

        Assert.Equal(@"romeo\40montague.lit@mail.example.org", Assert.Single(answer.Items).Jid.ToString());
    }

    [Fact]
    public async Task Nobody_is_an_empty_answer()
    {
        Assert.Empty((await ResultAsync(Filled("Rosencrantz"))).ToElement().Elements());
        Assert.Empty((await ResultAsync(new PeopleSearchQuery { Fields = [("nick", "Rosencrantz")] })).ToElement().Elements());
    }

    [Fact]
    public async Task A_search_for_nothing_is_refused()
    {
        Assert.Equal(["iq error/modify/not-acceptable mail.example.org > alice@localhost/phone"], await _gateway.AnswersAsync(Set(new PeopleSearchQuery())));
        Assert.Equal(["iq error/modify/not-acceptable mail.example.org > alice@localhost/phone"], await _gateway.AnswersAsync(Set(Filled(" "))));
    }

    [Theory]
    [InlineData(true, "Name or address: ")]
    [InlineData(false, "nick, email: ")]
    public async Task A_form_that_cannot_be_taken_comes_back_with_the_field_that_is_wrong(bool hasForm, string field)
    {
        var answer = Assert.Single(await _gateway.ReceiveAsync(Set(hasForm ? Filled(new string('x', 5000)) : new PeopleSearchQuery { Fields = [("nick", " ")] })));

        Assert.Equal("error", answer.Type);
        var again = PeopleSearchQuery.Find(answer)!;
        Assert.Equal(["FORM_TYPE", "text"], again.Form!.Fields.Select(f => f.Var));
        Assert.Equal(["nick", "email"], again.Fields.Select(f => f.Name));
        var text = answer.Payloads.Single(p => p.Name.LocalName == "error").Elements().Single(e => e.Name.LocalName == "text").Value;
        Assert.StartsWith(field, text, StringComparison.Ordinal);
        Assert.True(text.Length > field.Length);
    }

    [Fact]
    public async Task A_network_that_hangs_is_not_waited_for()
    {
        _adapter.SearchFailure = new OperationCanceledException();
        await _gateway.RouteAsync(Set(Filled("Capulet")));
        Assert.Empty(_gateway.Link.TakeSent());

        Assert.Single(await _gateway.ReceiveWithoutWaitingAsync(Get(new XElement(Namespaces.Ping + "ping"))));
        _gateway.Time.Advance(TimeSpan.FromSeconds(15));
        await _gateway.DrainAsync();

        Assert.Equal(
            ["iq error/wait/remote-server-timeout mail.example.org > alice@localhost/phone"], _gateway.Link.TakeSent().Select(Text));
    }

    [Fact]
    public async Task Who_must_register_first_cannot_search()
    {
        using var gateway = new GatewayUnderTest(new LoginAdapter());

        Assert.Equal(["iq error/auth/registration-required mail.example.org > alice@localhost/phone"], await gateway.AnswersAsync(Set(Filled("x"))));
    }

    private async Task<PeopleSearchQuery> ResultAsync(PeopleSearchQuery request, string type = "set")
    {
        var answer = Assert.Single(await _gateway.ReceiveAsync(Get(request.ToElement(), type: type)));
        Assert.Equal("result", answer.Type);
        return PeopleSearchQuery.Find(answer)!;
    }

    private static Stanza Set(PeopleSearchQuery request) => Get(request.ToElement(), type: "set");

    private static PeopleSearchQuery Filled(string text) => new()
    {
        Form = new DataForm(DataForm.Submit) { Fields = [new DataField("text") { Values = [text] }] },
    };
}
