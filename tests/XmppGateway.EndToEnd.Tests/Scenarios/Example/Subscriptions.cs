using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Who is in whose roster, in which order it comes about, and how it ends.</summary>
public abstract class Subscriptions(ExampleBridge bridge)
{
    [Fact]
    public async Task A_contact_is_added_in_the_order_of_the_protocol()
    {
        var person = await bridge.Network.JoinAsync("added");
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribe");
        await PresenceAsync(person.Jid, "subscribe");
        // XEP-0100 §4.6.1: granted, then presence, then the request in the other direction.
        Assert.Equal(["subscribed", "available", "subscribe"], Presences(person.Jid));
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribed");
    }

    [Fact]
    public async Task A_contact_is_removed_in_the_order_of_the_protocol()
    {
        var person = await bridge.Network.JoinAsync("removed");
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribe");
        await PresenceAsync(person.Jid, "subscribe");
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribed");
        await bridge.Alice.SendPresenceAsync(person.Jid, "unsubscribe");
        // RFC 6121 §3.3.3: unavailable first. The servers keep "unsubscribed" of a subscription that has ended to themselves.
        await PresenceAsync(person.Jid, "unavailable");
        await PresenceAsync(person.Jid, "unsubscribe");
        Assert.DoesNotContain("error", Presences(person.Jid));
    }

    [Fact]
    public async Task The_gateway_itself_is_a_contact()
    {
        await using var dora = await XmppUser.LoginAsync(bridge.Server, "dora");
        await dora.SendPresenceAsync(ExampleNetwork.Domain, "subscribe");
        var granted = await PresenceAsync(ExampleNetwork.Domain, "subscribed", dora);
        var there = await PresenceAsync(ExampleNetwork.Domain, null, dora);
        var seen = dora.Received.Snapshot().ToList();
        Assert.True(seen.IndexOf(granted) < seen.IndexOf(there));
        await dora.SendPresenceAsync(ExampleNetwork.Domain, "unsubscribe");
        await PresenceAsync(ExampleNetwork.Domain, "unavailable", dora);
    }

    [Fact]
    public async Task A_request_to_what_is_no_contact_is_refused_and_explained()
    {
        await bridge.Alice.SendPresenceAsync("-nobody-@example.localhost", "subscribe");
        var error = await PresenceAsync("-nobody-@example.localhost", "error");
        Assert.Equal("jid-malformed", error.Condition());
        Assert.NotEmpty(error.ErrorText());
    }

    [Fact]
    public async Task Somebody_who_asks_to_be_a_contact_is_presented_and_accepted()
    {
        var person = await bridge.Network.JoinAsync("asking", new() { ["displayName"] = "Asking Anna" });
        await person.DoAsync(bridge.Alice.BareJid, "contactRequest");
        await PresenceAsync(person.Jid, "subscribe");
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribed");
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribe");
        await PresenceAsync(person.Jid, "subscribed");
        await PresenceAsync(person.Jid, null);
    }

    [Fact]
    public async Task Somebody_who_was_refused_is_not_presented_again()
    {
        var person = await bridge.Network.JoinAsync("refused");
        await person.DoAsync(bridge.Alice.BareJid, "contactRequest");
        await PresenceAsync(person.Jid, "subscribe");
        await bridge.Alice.SendPresenceAsync(person.Jid, "unsubscribed");
        // A probe is answered after everything before it: the refusal has been seen when the answer is here.
        await bridge.Alice.SendAsync(new(XmppUser.Client + "presence", new System.Xml.Linq.XAttribute("to", person.Jid)));
        await PresenceAsync(person.Jid, null);
        await person.DoAsync(bridge.Alice.BareJid, "contactRequest");
        await person.SayAsync(bridge.Alice.BareJid, "after the refusal");
        await bridge.Alice.MessageAsync("after the refusal");
        Assert.Single(Presences(person.Jid), type => type == "subscribe");
    }

    [Fact]
    public async Task Requests_in_a_row_are_shown_once()
    {
        var person = await bridge.Network.JoinAsync("insistent");
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribe");
        await PresenceAsync(person.Jid, "subscribe");
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribed");
        for (var number = 0; number < 3; number++)
            await person.DoAsync(bridge.Alice.BareJid, "contactRequest");
        await person.SayAsync(bridge.Alice.BareJid, "after three requests");
        await bridge.Alice.MessageAsync("after three requests");
        Assert.Single(Presences(person.Jid), type => type == "subscribe");
    }

    private Task<System.Xml.Linq.XElement> PresenceAsync(string contact, string? type, XmppUser? user = null) => (user ?? bridge.Alice).Received.FirstAsync(
        s => s.Is("presence") && s.BareFrom() == contact && s.Type() == type, $"presence '{type ?? "available"}' of {contact}");

    private string[] Presences(string contact) =>
        [.. bridge.Alice.Received.Snapshot().Where(s => s.Is("presence") && s.BareFrom() == contact).Select(s => s.Type() ?? "available")];
}

[Collection<ExampleOnProsody>]
public sealed class SubscriptionsOnProsody(ProsodyExample bridge) : Subscriptions(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class SubscriptionsOnEjabberd(EjabberdExample bridge) : Subscriptions(bridge);
