using System.Xml.Linq;
using XmppGateway.Accounts;
using XmppGateway.Tests.Handlers;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Translation;

/// <summary>What could not be said in the user's own name.</summary>
public sealed class ToldElsewhereTests : IDisposable
{
    private readonly GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_message_comes_from_the_contact_with_the_same_id_and_time()
    {
        var at = _gateway.Time.GetUtcNow().AddHours(-1);
        var told = await TellAsync("See you at eight", Delay.Create(at, Alice));

        Assert.Equal((Bob, Alice, "m1", "You wrote elsewhere: See you at eight"), (told!.From, told.To, told.Id, told.Body));
        Assert.Equal(at, Delay.Find(told)!.Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task It_is_told_in_the_users_language()
    {
        _gateway.Settings.Chosen = UserSettings.Default with { Language = "de" };

        Assert.Equal("Sie haben anderswo geschrieben: Bis acht", (await TellAsync("Bis acht"))!.Body);
    }

    [Fact]
    public async Task What_changes_a_message_is_told_as_what_it_is()
    {
        Assert.Equal("You corrected elsewhere: nine", (await TellAsync("nine", Correction.Create("m0")))!.Body);
        Assert.Equal("(You reacted to a message elsewhere: 👋 🐢)", (await TellAsync(null, new MessageReactions("m0", ["👋", "🐢"]).ToElement()))!.Body);
        var retracted = await TellAsync("/me took it back", [.. MessageRetraction.Create("m0")]);
        Assert.Equal(("(You took back an earlier message elsewhere.)", "en"), (retracted!.Body, retracted.Lang));
    }

    [Fact]
    public async Task A_read_mark_is_nothing_to_tell() => Assert.Null(await TellAsync(null, ChatMarkers.Displayed("m0")));

    private async Task<Stanza?> TellAsync(string? body, params XElement[] payloads)
    {
        var refused = new Stanza(StanzaKind.Message) { From = Alice, To = Bob, Id = "m1", Type = "chat", Body = body };
        Array.ForEach(payloads, refused.Payloads.Add);
        return await new ToldElsewhere(_gateway.Settings).TellAsync("mail", refused, TestContext.Current.CancellationToken);
    }
}
