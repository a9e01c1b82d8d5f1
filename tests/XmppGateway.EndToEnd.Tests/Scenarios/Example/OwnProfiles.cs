using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>What users tell about themselves, to a network that takes it.</summary>
public abstract class OwnProfiles(ExampleBridge bridge)
{
    private static readonly XNamespace VCard = "vcard-temp";
    private static readonly XNamespace Metadata = "urn:xmpp:avatar:metadata";
    private static readonly XNamespace Data = "urn:xmpp:avatar:data";

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

    [Fact]
    [SuppressMessage("Security", "CA5350", Justification = "XEP-0084 names pictures by their SHA-1; it protects nothing.")]
    public async Task The_picture_of_a_user_is_told_to_the_network_and_so_is_its_end()
    {
        await using var rosa = await XmppUser.LoginAsync(bridge.Server, "rosa");
        byte[] picture = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. BitConverter.GetBytes(Environment.ProcessId)];
        await rosa.AnswerAsync(await rosa.CommandAsync("settings"), ("share_profile", "1"));
        var name = $"Rosa {Environment.ProcessId}";
        await rosa.AskAsync(rosa.BareJid, "set", new XElement(VCard + "vCard", new XElement(VCard + "FN", name), new XElement(VCard + "NICKNAME", name)));

        // XEP-0084 §4.1: the data first, then what it is; the server tells both in its own words (XEP-0398).
        var hash = Convert.ToHexStringLower(SHA1.HashData(picture));
        await PublishAsync(rosa, Data, hash, new XElement(Data + "data", Convert.ToBase64String(picture)));
        await PublishAsync(rosa, Metadata, hash, new XElement(Metadata + "metadata", new XElement(
            Metadata + "info", new XAttribute("id", hash), new XAttribute("bytes", picture.Length), new XAttribute("type", "image/png"))));
        await AppearAsync(rosa);
        await ProfileAsync(rosa, entry => (string?)entry["picture"] == Convert.ToBase64String(picture), 0);

        // §4.3: no picture any more.
        var before = bridge.Network.Journal.Count;
        await PublishAsync(rosa, Metadata, null, new XElement(Metadata + "metadata"));
        await AppearAsync(rosa);
        Assert.Equal(name, (string?)(await ProfileAsync(rosa, entry => entry["picture"] is null, before))["text"]);
    }

    private static Task AppearAsync(XmppUser user) =>
        user.SendAsync(new XElement(XmppUser.Client + "presence", new XAttribute("to", ExampleNetwork.Domain)));

    private Task<JsonObject> ProfileAsync(XmppUser user, Func<JsonObject, bool> match, int from) => bridge.Network.Journal.FirstAsync(
        entry => (string?)entry["kind"] == "profile" && (string?)entry["user"] == user.BareJid && match(entry), $"the profile of {user.BareJid}", from: from);

    private static async Task PublishAsync(XmppUser user, XNamespace node, string? id, XElement what) =>
        Assert.Equal("result", (await user.AskAsync(user.BareJid, "set", new XElement(Xeps.PubSub + "pubsub", new XElement(
            Xeps.PubSub + "publish", new XAttribute("node", node.NamespaceName), new XElement(Xeps.PubSub + "item", id is null ? null : new XAttribute("id", id), what))))).Type());
}

[Collection<ExampleOnProsody>]
public sealed class OwnProfilesOnProsody(ProsodyExample bridge) : OwnProfiles(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class OwnProfilesOnEjabberd(EjabberdExample bridge) : OwnProfiles(bridge);
