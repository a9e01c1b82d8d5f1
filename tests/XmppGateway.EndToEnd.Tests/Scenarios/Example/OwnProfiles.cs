using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>What users tell about themselves, to a network that takes it.</summary>
public abstract class OwnProfiles(ExampleBridge bridge)
{
    private static readonly XNamespace VCard = "vcard-temp";

    [Fact]
    public async Task The_name_of_a_user_who_allows_it_is_told_to_the_network()
    {
        await using var karla = await XmppUser.LoginAsync(bridge.Server, "karla");
        var name = $"Karla {Environment.ProcessId}";
        await karla.AskAsync(karla.BareJid, "set", new XElement(VCard + "vCard", new XElement(VCard + "FN", name), new XElement(VCard + "NICKNAME", name)));
        await karla.AnswerAsync(await karla.CommandAsync("settings"), ("share_profile", "1"));
        var person = await bridge.Network.JoinAsync("karlas-contact");
        await karla.SendPresenceAsync(person.Jid, "subscribe");
        await karla.Received.FirstAsync(s => s.Is("presence") && s.BareFrom() == person.Jid && s.Type() == "subscribe", "the request of the contact");
        await karla.SendPresenceAsync(person.Jid, "subscribed");
        await bridge.Network.Journal.FirstAsync(
            entry => (string?)entry["kind"] == "profile" && (string?)entry["user"] == karla.BareJid && (string?)entry["text"] == name, "the name of karla");
    }
}

[Collection<ExampleOnProsody>]
public sealed class OwnProfilesOnProsody(ProsodyExample bridge) : OwnProfiles(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class OwnProfilesOnEjabberd(EjabberdExample bridge) : OwnProfiles(bridge);
