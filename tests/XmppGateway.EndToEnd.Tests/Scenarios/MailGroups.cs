using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Mails of several people as rooms.</summary>
public abstract class MailGroups(Bridge bridge)
{
    private const string Greta = "greta@example.test";
    private const string Hugo = "hugo@example.test";
    private const string Ilse = "ilse@example.test";
    private const string Ulla = "ulla@bridge.test";
    private const string Viktor = "viktor@bridge.test";

    [Fact]
    public async Task A_mail_to_several_people_is_a_room_in_which_everybody_answers_everybody()
    {
        await using var ulla = await XmppUser.LoginAsync(bridge.Server, "ulla");
        await using var viktor = await XmppUser.LoginAsync(bridge.Server, "viktor");
        await using var greta = new MailUser("greta");
        await using var hugo = new MailUser("hugo");
        await using var ilse = new MailUser("ilse");

        // Who is in no room yet misses nothing, and is asked in.
        await greta.SendRawAsync($"{Ulla} {Viktor} {Hugo}", MailOf("Plans", $"first of {bridge.Server}", "1", $"To: {Ulla}, {Viktor}", $"Cc: Hugo <{Hugo}>"));
        var alone = await ulla.MessageAsync($"first of {bridge.Server}");
        Assert.Equal(("greta\\40example.test@mail.localhost", "chat"), (alone.BareFrom(), alone.Type()));
        var address = await InvitationAsync(ulla);
        Assert.Equal(address, await InvitationAsync(viktor));

        // The room: who is there, and what was said before.
        var room = new Room(ulla, address, "Ulla");
        var came = await room.EnterAsync();
        Assert.Equal("hugo\\40example.test@mail.localhost", Room.ItemOf(came.Single(s => s.Attribute("from")!.Value == room.Address + "/Hugo"), "jid"));
        Assert.Equal("member", Room.ItemOf(came.Single(s => s.Attribute("from")!.Value == room.Self), "affiliation"));
        Assert.Contains(came, s => s.Text()?.Contains($"first of {bridge.Server}", StringComparison.Ordinal) == true);
        Assert.Equal("Plans", came[^1].Element(XmppUser.Client + "subject")!.Value);

        // One mail to all; who of ours is not in the room gets it, too.
        await room.SayAsync($"answer to all of {bridge.Server}");
        var toGreta = await greta.MailAsync($"answer to all of {bridge.Server}");
        var toHugo = await hugo.MailAsync($"answer to all of {bridge.Server}");
        Assert.Equal((Ulla, "Re: Plans", toGreta.MessageId, $"<{IdOf("1")}>"), (toHugo.From, toHugo.Subject, toHugo.MessageId, toHugo.InReplyTo));
        Assert.Equal([Greta, Viktor], toHugo.To.Order());
        Assert.Contains("Cc: Hugo <hugo@example.test>", toHugo.Raw.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        await room.MessageAsync($"answer to all of {bridge.Server}");
        Assert.Equal("ulla\\40bridge.test@mail.localhost", (await viktor.MessageAsync($"answer to all of {bridge.Server}")).BareFrom());

        // Cc changes: everybody in the room sees who came and who went, and the message only there.
        await greta.SendRawAsync($"{Ulla} {Viktor} {Ilse}", MailOf(
            "Re: Plans", $"without hugo {bridge.Server}", "2", $"To: {Ulla}, {Viktor}", $"Cc: Ilse <{Ilse}>", $"References: <{IdOf("1")}> {toGreta.MessageId}"));
        await room.PresenceAsync("Ilse", s => s.Type() is null);
        Assert.Contains(307, Room.StatusesOf(await room.PresenceAsync("Hugo", s => s.Type() == "unavailable")));
        Assert.Equal(room.Address, (await room.MessageAsync($"without hugo {bridge.Server}")).BareFrom());

        // An answer to one person alone is none to the group.
        await greta.SendRawAsync(Ulla, MailOf("Re: Plans", $"only for ulla {bridge.Server}", "3", $"To: {Ulla}", $"In-Reply-To: {toGreta.MessageId}"));
        Assert.Equal(("greta\\40example.test@mail.localhost", "chat"), (await ulla.MessageAsync($"only for ulla {bridge.Server}")) is var only ? (only.BareFrom(), only.Type()) : default);
        Assert.Single(ulla.Received.Snapshot(), s => s.Text()?.Contains($"without hugo {bridge.Server}", StringComparison.Ordinal) == true);

        // Exactly those who are in it now.
        await room.SayAsync($"to ilse and not to hugo {bridge.Server}");
        var toIlse = await ilse.MailAsync($"to ilse and not to hugo {bridge.Server}");
        Assert.DoesNotContain(Hugo, toIlse.Raw, StringComparison.Ordinal);
        await greta.MailAsync($"to ilse and not to hugo {bridge.Server}");
        Assert.DoesNotContain(hugo.Inbox.Snapshot(), mail => mail.Text.Contains("not to hugo", StringComparison.Ordinal));

        await room.MessageAsync($"to ilse and not to hugo {bridge.Server}");

        // Who comes later reads in the archive what went to them.
        var later = new Room(viktor, address, "Viktor");
        await later.EnterAsync();
        XNamespace archive = "urn:xmpp:mam:2";
        await later.AskAsync("set", new XElement(archive + "query"));
        string[] said = [.. viktor.Received.Snapshot().Where(s => s.BareFrom() == address)
            .SelectMany(s => s.Elements(archive + "result")).Select(result => result.Descendants(XmppUser.Client + "body").SingleOrDefault()?.Value).OfType<string>()];
        string[] texts = ["first of", "answer to all of", "without hugo", "to ilse and not to hugo"];

        // Before an answer stands the beginning of what it answers.
        Assert.Equal(texts, said.Select(text => texts.SingleOrDefault(each => text.Split('\n')[^1].Contains(each, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Who_is_asked_in_is_in_the_next_mail_and_who_does_not_get_it_is_named()
    {
        await using var ulla = await XmppUser.LoginAsync(bridge.Server, "ulla", "tablet");
        await using var greta = new MailUser("greta");
        await using var ilse = new MailUser("ilse");
        await greta.SendRawAsync(Ulla, MailOf("Cake", $"who bakes, {bridge.Server}?", "4", $"To: {Ulla}", $"Cc: {Ilse}"));
        await ulla.MessageAsync($"who bakes, {bridge.Server}?");
        var room = new Room(ulla, await InvitationAsync(ulla, "Cake"), "Ulla");
        await room.EnterAsync();
        await AskInAsync(ulla, room, "nobody\\40example.test@mail.localhost");
        await room.PresenceAsync("nobody@example.test", s => s.Type() is null);
        await room.SayAsync(null, new XElement(XmppUser.Client + "subject", "Bread"));
        await room.StanzaAsync(s => s.Element(XmppUser.Client + "subject")?.Value == "Bread", "the subject");

        var id = await room.SayAsync($"I do, {bridge.Server}");
        var mail = await ilse.MailAsync($"I do, {bridge.Server}");
        Assert.Equal("Bread", mail.Subject);
        Assert.Contains("nobody@example.test", mail.Raw, StringComparison.Ordinal);
        await room.MessageAsync($"I do, {bridge.Server}");
        var error = await room.StanzaAsync(s => s.IsError() && s.Id() == id, "who did not get it");
        Assert.Contains("nobody@example.test", error.ErrorText(), StringComparison.Ordinal);

        // Who cannot be written to is not in it; and nobody puts out the others.
        await room.PresenceAsync("nobody@example.test", s => s.Type() == "unavailable");
        var refused = await room.OrderAsync(("nick", "ilse@example.test"), ("role", "none"));
        Assert.Equal("forbidden", refused.Condition());
    }

    [Fact]
    public async Task Who_is_asked_in_and_answers_STOP_gets_no_more()
    {
        // Other people than elsewhere: the same ones would be the same group.
        await using var viktor = await XmppUser.LoginAsync(bridge.Server, "viktor", "laptop");
        await using var greta = new MailUser("greta");
        await using var hugo = new MailUser("hugo");
        await using var ilse = new MailUser("ilse");
        await greta.SendRawAsync(Viktor, MailOf("Trip", $"who comes, {bridge.Server}?", "5", $"To: {Viktor}", $"Cc: {Ilse}"));
        await viktor.MessageAsync($"who comes, {bridge.Server}?");
        var room = new Room(viktor, await InvitationAsync(viktor, "Trip"), "Viktor");
        await room.EnterAsync();
        await AskInAsync(viktor, room, "hugo\\40example.test@mail.localhost");
        await room.PresenceAsync(Hugo, s => s.Type() is null);

        // The first mail says how; it is in Cc, and everybody answers everybody.
        await room.SayAsync($"come along, {bridge.Server}");
        var first = await hugo.MailAsync($"come along, {bridge.Server}");
        Assert.Contains("STOP", first.Raw, StringComparison.Ordinal);
        await hugo.SendRawAsync(Viktor, MailOf("Re: Trip", "STOP", "6", $"To: {Viktor}", $"In-Reply-To: {first.MessageId}").Replace($"From: Greta <{Greta}>", $"From: {Hugo}", StringComparison.Ordinal));

        var gone = await room.PresenceAsync(Hugo, s => s.Type() == "unavailable");
        Assert.DoesNotContain(307, Room.StatusesOf(gone));
        await room.SayAsync($"without him, {bridge.Server}");
        var second = await ilse.MailAsync($"without him, {bridge.Server}");
        Assert.DoesNotContain(Hugo, second.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("STOP", second.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain(hugo.Inbox.Snapshot(), mail => mail.Text.Contains("without him", StringComparison.Ordinal));

        // Nobody can ask him in again.
        await AskInAsync(viktor, room, "hugo\\40example.test@mail.localhost");
        var refused = await room.StanzaAsync(s => s.IsError(), "the refusal");
        Assert.Equal("forbidden", refused.Condition());
        Assert.Contains("no more mails", refused.ErrorText(), StringComparison.Ordinal);
    }

    private static Task AskInAsync(XmppUser user, Room room, string who) => user.SendAsync(new XElement(
        XmppUser.Client + "message",
        new XAttribute("to", room.Address),
        new XElement(Room.MucUser + "x", new XElement(Room.MucUser + "invite", new XAttribute("to", who)))));

    private static async Task<string> InvitationAsync(XmppUser user, string? reason = null) => (await user.Received.FirstAsync(
        s => s.Element(Room.MucUser + "x")?.Element(Room.MucUser + "invite") is { } invite
            && (reason is null || invite.Element(Room.MucUser + "reason")?.Value == reason),
        "an invitation")).BareFrom();

    private string IdOf(string number) => $"group-{number}-{bridge.Server}@example.test";

    private string MailOf(string subject, string text, string number, params string[] fields) =>
        $"From: Greta <{Greta}>\nSubject: {subject}\nDate: {TimeProvider.System.GetUtcNow():R}\nMessage-ID: <{IdOf(number)}>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n{string.Join("\n", fields)}\n\n{text}\n";
}

[Collection<OnProsody>]
public sealed class MailGroupsOnProsody(ProsodyBridge bridge) : MailGroups(bridge);

[Collection<OnEjabberd>]
public sealed class MailGroupsOnEjabberd(EjabberdBridge bridge) : MailGroups(bridge);
