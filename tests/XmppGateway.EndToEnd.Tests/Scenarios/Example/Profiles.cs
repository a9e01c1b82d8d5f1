using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Names, details and pictures of contacts, and of users where they allow it.</summary>
public abstract class Profiles(ExampleBridge bridge)
{
    private static readonly XNamespace VCard = "vcard-temp";
    private static readonly XNamespace VCardUpdate = "vcard-temp:x:update";
    private static readonly XNamespace VCard4 = "urn:ietf:params:xml:ns:vcard-4.0";
    private static readonly XNamespace PubSub = "http://jabber.org/protocol/pubsub";
    private static readonly XNamespace Metadata = "urn:xmpp:avatar:metadata";
    private static readonly XNamespace Data = "urn:xmpp:avatar:data";

    // PNG by its first bytes; what follows is nobody's business but the picture's viewer's.
    private static byte[] Picture(byte variant) => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Repeat(variant, 100)];

    [Fact]
    public async Task A_contact_has_a_vcard_of_both_kinds()
    {
        var person = await bridge.Network.JoinAsync("known", new()
        {
            ["displayName"] = "Karla Known",
            ["emails"] = new JsonArray("karla@example.test"),
            ["phones"] = new JsonArray("+49 221 0000"),
            ["note"] = "Likes trains",
        });
        var old = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(VCard + "vCard"));
        Assert.Equal(
            ("Karla Known", "karla@example.test", "+49 221 0000", "Likes trains"),
            (Value(old, VCard + "FN"), Value(old, VCard + "USERID"), Value(old, VCard + "NUMBER"), Value(old, VCard + "DESC")));
        var current = await ItemsAsync(person, "urn:xmpp:vcard4");
        Assert.Equal(("Karla Known", "karla@example.test"), (Value(current, VCard4 + "fn"), Value(current, VCard4 + "email")));
    }

    [Fact]
    public async Task A_contact_without_details_is_called_by_its_address()
    {
        var person = await bridge.Network.JoinAsync("unknown");
        var answer = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(VCard + "vCard"));
        Assert.Equal(person.Name, Value(answer, VCard + "FN"));
        Assert.Equal("item-not-found", (await ItemsAsync(person, Metadata.NamespaceName)).Condition());
    }

    [Fact]
    public async Task A_picture_is_announced_read_and_changed()
    {
        var person = await PicturedAsync("pictured", 1);
        var hash = HashOf(Picture(1));
        var first = await bridge.Alice.AskAsync(person.Jid, "get", new XElement(VCard + "vCard"));
        Assert.Equal(Picture(1), Convert.FromBase64String(Value(first, VCard + "BINVAL")!));

        // XEP-0163: the contact's own address has the nodes.
        var metadata = await ItemsAsync(person, Metadata.NamespaceName);
        var info = metadata.Descendants(Metadata + "info").Single();
        Assert.Equal((hash, "image/png", "108"), (info.Attribute("id")?.Value, info.Attribute("type")?.Value, info.Attribute("bytes")?.Value));
        Assert.Equal(Picture(1), Convert.FromBase64String(Value(await ItemsAsync(person, Data.NamespaceName), Data + "data")!));

        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribe");
        await PictureInPresenceAsync(person, hash);
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribed");
        await bridge.Network.PutFileAsync("picture-2", "image/png", Picture(2));
        await person.PresentAsync(new() { ["picture"] = "picture-2" });
        await PictureInPresenceAsync(person, HashOf(Picture(2)));
    }

    [Fact]
    public async Task A_picture_that_is_taken_away_is_gone()
    {
        var person = await PicturedAsync("unpictured", 3);
        await bridge.Alice.AskAsync(person.Jid, "get", new XElement(VCard + "vCard"));
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribe");
        await PictureInPresenceAsync(person, HashOf(Picture(3)));
        await bridge.Alice.SendPresenceAsync(person.Jid, "subscribed");
        await person.PresentAsync([]);
        await PictureInPresenceAsync(person, "");
        Assert.Equal("item-not-found", (await ItemsAsync(person, Metadata.NamespaceName)).Condition());
    }

    [Fact]
    public async Task One_picture_of_two_people_has_one_hash()
    {
        var one = await PicturedAsync("twin-one", 4);
        var two = await PicturedAsync("twin-two", 4);
        var hashes = new List<string?>();
        foreach (var person in new[] { one, two })
            hashes.Add((await ItemsAsync(person, Metadata.NamespaceName)).Descendants(Metadata + "info").Single().Attribute("id")?.Value);
        Assert.Equal([HashOf(Picture(4)), HashOf(Picture(4))], hashes);
    }

    [Fact]
    public async Task The_gateway_has_a_vcard()
    {
        var answer = await bridge.Alice.AskAsync(ExampleNetwork.Domain, "get", new XElement(VCard + "vCard"));
        Assert.Equal("Example", Value(answer, VCard + "FN"));
    }

    private static string? Value(XElement answer, XName name) => answer.Descendants(name).FirstOrDefault()?.Value;

#pragma warning disable CA5350 // XEP-0153 and XEP-0084 name pictures by their SHA-1.
    private static string HashOf(byte[] picture) => Convert.ToHexStringLower(SHA1.HashData(picture));
#pragma warning restore CA5350

    private async Task<ExamplePerson> PicturedAsync(string name, byte variant)
    {
        await bridge.Network.PutFileAsync($"picture-{variant}", "image/png", Picture(variant));
        return await bridge.Network.JoinAsync(name, new() { ["picture"] = $"picture-{variant}" });
    }

    private Task<XElement> ItemsAsync(ExamplePerson person, string node) => bridge.Alice.AskAsync(
        person.Jid, "get", new XElement(PubSub + "pubsub", new XElement(PubSub + "items", new XAttribute("node", node))));

    private Task<XElement> PictureInPresenceAsync(ExamplePerson person, string hash) => bridge.Alice.Received.FirstAsync(
        s => s.Is("presence") && s.BareFrom() == person.Jid && s.Element(VCardUpdate + "x")?.Element(VCardUpdate + "photo")?.Value == hash,
        $"a presence of {person.Jid} with the picture '{hash}'");
}

[Collection<ExampleOnProsody>]
public sealed class ProfilesOnProsody(ProsodyExample bridge) : Profiles(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class ProfilesOnEjabberd(EjabberdExample bridge) : Profiles(bridge);
