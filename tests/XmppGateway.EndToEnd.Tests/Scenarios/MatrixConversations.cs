using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

public abstract class MatrixConversations(Bridge bridge) : MatrixScenarios
{
    [Fact]
    public async Task A_chat_message_arrives_in_matrix_and_its_receipt_comes_back()
    {
        var text = $"Grüße an Mia 🎉 {bridge.Server}";
        var id = await bridge.Alice.SayAsync(MiaAsContact, text);
        var message = await Mia.MessageAsync(text);
        Assert.Equal(AliceInMatrix, message.Sender);
        Assert.Equal(text, message.Text);
        Assert.Equal(MiaAsContact, (await bridge.Alice.ReceiptAsync(id)).BareFrom());
    }

    [Fact]
    public async Task The_answer_comes_back_from_the_same_contact_and_the_room_is_used_again()
    {
        await bridge.Alice.SayAsync(MiaAsContact, $"Are you there, {bridge.Server}?");
        var question = await Mia.MessageAsync($"Are you there, {bridge.Server}?");
        await Mia.SendAsync(question.Room, $"Yes: ÄÖÜ {bridge.Server}");
        var answer = await bridge.Alice.MessageAsync($"Yes: ÄÖÜ {bridge.Server}");
        Assert.Equal(MiaAsContact, answer.BareFrom());
        Assert.Equal("chat", answer.Type());
        await bridge.Alice.SayAsync(MiaAsContact, $"Once more {bridge.Server}");
        Assert.Equal(question.Room, (await Mia.MessageAsync($"Once more {bridge.Server}")).Room);
    }

    [Fact]
    public async Task A_chat_can_begin_in_matrix()
    {
        await using var noah = await MatrixUser.LoginAsync("noah");
        var room = await noah.InviteAsync(AliceInMatrix);
        await noah.JoinedAsync(room, AliceInMatrix);
        await noah.SendAsync(room, $"I begin {bridge.Server}");
        Assert.Equal(NoahAsContact, (await bridge.Alice.MessageAsync($"I begin {bridge.Server}")).BareFrom());
        await bridge.Alice.SayAsync(NoahAsContact, $"And I answer {bridge.Server}");
        Assert.Equal(room, (await noah.MessageAsync($"And I answer {bridge.Server}")).Room);
    }

    [Fact]
    public async Task An_encrypted_room_is_answered_with_a_notice_on_both_sides()
    {
        await using var noah = await MatrixUser.LoginAsync("noah");
        var room = await noah.InviteAsync(AliceInMatrix, encrypted: true);
        await noah.Timeline.FirstAsync(
            e => e.Room == room && e.Type == "m.room.message" && (string?)e.Content["msgtype"] == "m.notice" && e.Sender.StartsWith("@_xmpp", StringComparison.Ordinal),
            "the notice in the encrypted room");
        await bridge.Alice.Received.FirstAsync(
            s => s.Is("message") && !s.IsError() && (s.Text() ?? "").Contains("encrypt", StringComparison.OrdinalIgnoreCase),
            "the notice to alice");
    }

    [Fact]
    public async Task A_user_that_does_not_exist_is_an_error()
    {
        var error = await bridge.Alice.ErrorAsync(await bridge.Alice.SayAsync("not\\20a\\20user@matrix.localhost", "Hello?"));
        Assert.Equal("jid-malformed", error.Condition());
    }

    [Fact]
    public async Task Messages_keep_their_order_in_both_directions()
    {
        await bridge.Alice.SayAsync(MiaAsContact, $"first to Mia {bridge.Server}");
        var room = (await Mia.MessageAsync($"first to Mia {bridge.Server}")).Room;
        for (var number = 0; number < 20; number++)
        {
            await bridge.Alice.SayAsync(MiaAsContact, $"out {number:D2} {bridge.Server}");
            await Mia.SendAsync(room, $"in {number:D2} {bridge.Server}");
        }

        await Mia.MessageAsync($"out 19 {bridge.Server}");
        await bridge.Alice.MessageAsync($"in 19 {bridge.Server}");
        Assert.Equal(
            Enumerable.Range(0, 20).Select(number => $"out {number:D2} {bridge.Server}"),
            Mia.Timeline.Snapshot().Select(e => e.Text).Where(t => t.StartsWith("out ", StringComparison.Ordinal) && t.EndsWith($" {bridge.Server}", StringComparison.Ordinal)));
        Assert.Equal(
            Enumerable.Range(0, 20).Select(number => $"in {number:D2} {bridge.Server}"),
            bridge.Alice.Received.Snapshot().Select(s => s.Text() ?? "").Where(t => t.StartsWith("in ", StringComparison.Ordinal) && t.EndsWith($" {bridge.Server}", StringComparison.Ordinal)));
    }
}

[Collection<OnProsody>]
public sealed class MatrixConversationsOnProsody(ProsodyBridge bridge) : MatrixConversations(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixConversationsOnEjabberd(EjabberdBridge bridge) : MatrixConversations(bridge);
