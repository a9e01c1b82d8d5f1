using XmppGateway.Abstractions;
using XmppGateway.Presence;
using XmppGateway.Testing;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;
using static XmppGateway.Tests.Presence.ClientPresence;

namespace XmppGateway.Tests.Presence;

/// <summary>What is noted of the clients of users, without a gateway around it.</summary>
public sealed class UserPresencesTests
{
    private readonly ManualTimeProvider _time = new();

    private static Jid Eve => Jid.Parse(@"eve\40example.com@mail.example.org");

    [Fact]
    public void All_clients_of_a_user_together_are_one_presence()
    {
        var users = new UserPresences(_time);
        PresenceState? Take(Stanza stanza) => users.Take("mail", stanza);

        Assert.Equal(Availability.Away, Take(From("phone", "away"))?.Availability);
        Assert.Equal(Availability.Online, Take(From("laptop", null))?.Availability);
        Assert.Null(Take(From("laptop", null, Eve)));
        Assert.Equal(2, users.ClientsOf("mail", Alice, Bob).Count);
        Assert.Null(Take(From("laptop", "unavailable", Eve)));
        Assert.Equal(Availability.Away, Take(From("laptop", "unavailable"))?.Availability);
        Assert.Equal(Availability.Offline, Take(From("phone", "unavailable"))?.Availability);
        Assert.Empty(users.ClientsOf("mail", Alice, Bob));
    }

    [Fact]
    public void Who_was_never_there_pushes_out_nobody_by_leaving()
    {
        var users = new UserPresences(_time);
        users.Take("mail", From("phone", null));

        for (var i = 0; i < 40_000; i++)
        {
            Assert.Null(users.Take("mail", new Stanza(StanzaKind.Presence) { From = Jid.Parse($"u{i}@elsewhere/x"), To = Bob, Type = "unavailable" }));
        }

        Assert.Equal(Alice, Assert.Single(users.Present()).User);
    }

    [Fact]
    public void Who_leaves_one_contact_is_still_there_for_the_others()
    {
        var users = new UserPresences(_time);
        foreach (var contact in (Jid[])[Gateway, Bob, Eve])
        {
            users.Take("mail", From("phone", null, contact));
        }

        Assert.Null(users.Take("mail", From("phone", "unavailable", Eve)));
        Assert.Equal([Alice.WithResource("phone")], users.ClientsOf("mail", Alice, Bob));
        Assert.Empty(users.ClientsOf("mail", Alice, Eve));
        Assert.Null(users.Take("mail", From("phone", "unavailable", Eve)));

        users.Take("mail", From("phone", null, Eve));
        Assert.Equal([Alice.WithResource("phone")], users.ClientsOf("mail", Alice, Eve));

        // The end of the session, which the server tells to each of them.
        Assert.Null(users.Take("mail", From("phone", "unavailable", Gateway)));
        Assert.Null(users.Take("mail", From("phone", "unavailable", Bob)));
        Assert.Equal(Availability.Offline, users.Take("mail", From("phone", "unavailable", Eve))?.Availability);
        Assert.Empty(users.Present());
    }

    [Fact]
    public void A_contact_that_is_denied_counts_no_more()
    {
        var users = new UserPresences(_time);
        users.Take("mail", From("phone", null));
        users.Take("mail", From("phone", null, Eve));

        Assert.Null(users.Deny("mail", Alice, Eve));
        Assert.Equal(Availability.Offline, users.Take("mail", From("phone", "unavailable"))?.Availability);
    }

    [Fact]
    public void What_is_noted_has_a_bound_and_is_given_back()
    {
        var users = new UserPresences(_time, maximumNoted: 3);
        Jid Contact(int number) => Jid.Parse($"c{number}@mail.example.org");
        for (var i = 0; i < 10; i++)
        {
            users.Take("mail", From("phone", null, Contact(i)));
        }

        Assert.Null(users.Take("mail", From("phone", "unavailable", Contact(5))));
        Assert.Null(users.Take("mail", From("phone", "unavailable", Contact(0))));
        Assert.Null(users.Take("mail", From("phone", "unavailable", Contact(1))));
        Assert.Equal(Availability.Offline, users.Take("mail", From("phone", "unavailable", Contact(2)))?.Availability);

        users.Take("mail", From("laptop", null, Contact(0)));
        users.Take("mail", From("laptop", null, Contact(1)));
        Assert.Null(users.Take("mail", From("laptop", "unavailable", Contact(0))));
    }

    [Fact]
    public void Who_is_there_is_known_with_the_number_of_clients_and_since_when()
    {
        var users = new UserPresences(_time);
        var began = _time.GetUtcNow();
        users.Take("mail", From("phone", null));
        _time.Advance(TimeSpan.FromMinutes(5));
        users.Take("mail", From("laptop", null));
        users.Take("mail", From("phone", "away"));
        users.Take("chat", From("phone", null));
        Assert.Equal(
            [new PresentUser("chat", Alice, 1, began.AddMinutes(5)), new PresentUser("mail", Alice, 2, began)], users.Present());

        users.Take("mail", From("phone", "unavailable"));
        users.Take("chat", From("phone", "unavailable"));

        Assert.Equal([new PresentUser("mail", Alice, 1, began.AddMinutes(5))], users.Present());
    }

    [Fact]
    public void A_user_has_a_bounded_number_of_clients()
    {
        var users = new UserPresences(_time);
        for (var i = 0; i < 100; i++)
        {
            users.Take("mail", From("r" + i, null));
        }

        Assert.Equal(32, users.ClientsOf("mail", Alice, Bob).Count);
    }
}
