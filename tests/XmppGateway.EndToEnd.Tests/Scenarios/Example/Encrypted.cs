using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>What is encrypted for XMPP clients cannot be bridged: its author is told, and nobody else hears anything.</summary>
public abstract class Encrypted(ExampleBridge bridge)
{
    private const string Hint = "I sent you an encrypted message but your client does not read it.";
    private static readonly XNamespace Named = "urn:xmpp:eme:0";
    private static readonly XNamespace OldOmemo = "eu.siacs.conversations.axolotl";
    private static readonly XNamespace Omemo = "urn:xmpp:omemo:2";
    private static readonly XNamespace OpenPgp = "urn:xmpp:openpgp:0";

    [Fact]
    public async Task An_encrypted_message_to_a_contact_is_refused_explained_and_not_forwarded()
    {
        await using var stefan = await XmppUser.LoginAsync(bridge.Server, "stefan");
        var person = await bridge.Network.JoinAsync("reads-no-omemo");
        await stefan.SendPresenceAsync(person.Jid, "subscribe");
        await stefan.Received.FirstAsync(s => s.Is("presence") && s.BareFrom() == person.Jid && s.Type() == "subscribe", "the request of the contact");
        await stefan.SendPresenceAsync(person.Jid, "subscribed");
        await AllAreRefusedAsync(stefan, person);
    }

    [Fact]
    public async Task An_encrypted_message_to_somebody_who_is_no_contact_is_refused_too()
    {
        await AllAreRefusedAsync(bridge.Alice, await bridge.Network.JoinAsync("unknown-reads-no-omemo"));
        await AllAreRefusedAsync(bridge.Alice, await bridge.Second.JoinAsync("unknown-reads-no-omemo"));
    }

    [Fact]
    public async Task What_only_brings_keys_is_neither_a_message_nor_an_error()
    {
        var person = await bridge.Network.JoinAsync("gets-keys");
        var keys = await SendAsync(bridge.Alice, person, null, OmemoElement(OldOmemo, withText: false), Encryption(OldOmemo));
        await InTheClearAsync(bridge.Alice, person);
        Assert.DoesNotContain(bridge.Alice.Received.Snapshot(), s => s.Id() == keys);
    }

    [Fact]
    public async Task A_correction_that_is_encrypted_corrects_nothing()
    {
        var person = await bridge.Network.JoinAsync("is-corrected-secretly");
        var id = await bridge.Alice.SayAsync(person.Jid, "before it was encrypted");
        await bridge.Alice.ReceiptAsync(id);
        var replace = new XElement(Xeps.Correct + "replace", new XAttribute("id", id));
        await IsRefusedAsync(bridge.Alice, await SendAsync(bridge.Alice, person, Hint, OmemoElement(Omemo), Encryption(Omemo), replace));
        await IsRefusedAsync(bridge.Alice, await SendAsync(bridge.Alice, person, FileUrl, replace));
        await bridge.Alice.SayAsync(person.Jid, "after it was encrypted");
        await person.SeesTextAsync("after it was encrypted");
        Assert.Equal(["before it was encrypted", "after it was encrypted"], person.Seen.Select(entry => (string?)entry["text"]));
    }

    // XEP-0454: the key of the file is behind the "#".
    private static string FileUrl => "aesgcm://127.0.0.1/photo.jpg#" + new string('a', 88);

    private static async Task AllAreRefusedAsync(XmppUser user, ExamplePerson person)
    {
        await IsRefusedAsync(user, await SendAsync(user, person, Hint, OmemoElement(OldOmemo), Encryption(OldOmemo)));
        await IsRefusedAsync(user, await SendAsync(user, person, null, OmemoElement(OldOmemo)));
        await IsRefusedAsync(user, await SendAsync(user, person, Hint, OmemoElement(Omemo), Encryption(Omemo)));
        await IsRefusedAsync(user, await SendAsync(user, person, Hint, new XElement(OpenPgp + "openpgp", "b25seSBhIHRlc3Q="), Encryption(OpenPgp)));
        await IsRefusedAsync(user, await SendAsync(user, person, "?OTR:AAMDJ+MVmSfjFZcAAAAAAQAAAAIAAADA1g5IjD1ZGLDVQEyCgCyn9hb."));
        await IsRefusedAsync(user, await SendAsync(user, person, FileUrl));
        await IsRefusedAsync(user, await SendAsync(user, person, FileUrl, new XElement(Xeps.OutOfBand + "x", new XElement(Xeps.OutOfBand + "url", FileUrl))));
        await InTheClearAsync(user, person);
    }

    /// <summary>Messages keep their order: what came before this one would have been seen.</summary>
    private static async Task InTheClearAsync(XmppUser user, ExamplePerson person)
    {
        await user.SayAsync(person.Jid, "in the clear");
        await person.SeesTextAsync("in the clear");
        Assert.Single(person.Seen, entry => (string?)entry["kind"] is "message" or "edit");
    }

    private static async Task IsRefusedAsync(XmppUser user, string id)
    {
        var error = await user.ErrorAsync(id);
        Assert.Equal("not-acceptable", error.Condition());
        Assert.Contains("is encrypted for XMPP clients", error.ErrorText(), StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(XmppUser user, ExamplePerson person, string? body, params XElement[] payloads)
    {
        var id = XmppUser.NewId();
        await user.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", person.Jid),
            new XAttribute("type", "chat"),
            new XAttribute("id", id),
            body is null ? null : new XElement(XmppUser.Client + "body", body),
            payloads,
            new XElement(XmppUser.Receipts + "request"),
            new XElement(Xeps.Hints + "store")));
        return id;
    }

    private static XElement OmemoElement(XNamespace generation, bool withText = true) => new(
        generation + "encrypted",
        new XElement(generation + "header", new XAttribute("sid", "27183"), new XElement(generation + "key", new XAttribute("rid", "31415"), "a2V5")),
        withText ? new XElement(generation + "payload", "c2VjcmV0") : null);

    private static XElement Encryption(XNamespace generation) => new(Named + "encryption", new XAttribute("namespace", generation.NamespaceName));
}

[Collection<ExampleOnProsody>]
public sealed class EncryptedOnProsody(ProsodyExample bridge) : Encrypted(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class EncryptedOnEjabberd(EjabberdExample bridge) : Encrypted(bridge);
