using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests;

/// <summary>The people and servers alone, without a gateway: when one of these fails, the fault is not the gateway's.</summary>
public sealed class HarnessTests(RealServers servers)
{
    [Theory]
    [InlineData("prosody")]
    [InlineData("ejabberd")]
    public async Task Two_people_talk_on_one_xmpp_server(string name)
    {
        var server = name == "prosody" ? XmppServer.Prosody : XmppServer.Ejabberd;
        await servers.NeedAsync(server.Script);
        await using var bob = await XmppUser.LoginAsync(server, "bob");
        await using var carol = await XmppUser.LoginAsync(server, "carol");
        await carol.SayAsync(bob.BareJid, "Grüße 🎉 " + server);
        var message = await bob.MessageAsync("Grüße 🎉 " + server);
        Assert.Equal("carol@localhost", message.BareFrom());
    }

    [Fact]
    public async Task A_mail_travels_from_submission_to_the_mailbox()
    {
        await servers.NeedAsync(RealServers.Mail);
        await using var bob = new MailUser("bob");
        await using var carol = new MailUser("carol");
        await carol.SendAsync(bob.Address, "Grüße 🎉 per Post");
        var mail = await bob.MailAsync("Grüße 🎉 per Post");
        Assert.Equal(carol.Address, mail.From);
        Assert.False(await carol.TrySendAsync("nobody@example.test", "to nobody"));
    }

    [Fact]
    public async Task Two_people_talk_on_one_homeserver()
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        // The gateway's tests start it with a registration: one that they have started is used as it is, one for this test alone goes again.
        var alone = !servers.HasStarted(RealServers.Synapse);
        if (alone)
            await RealServers.Synapse.RunAsync("up");
        try
        {
            await using var mia = await MatrixUser.LoginAsync("mia");
            await using var noah = await MatrixUser.LoginAsync("noah");
            var room = await mia.InviteAsync(noah.Id);
            await mia.JoinedAsync(room, noah.Id);
            await mia.SendAsync(room, "Grüße 🎉 an Noah");
            Assert.Equal(mia.Id, (await noah.MessageAsync("Grüße 🎉 an Noah")).Sender);
        }
        finally
        {
            if (alone)
                await RealServers.Synapse.RunAsync("reset");
        }
    }
}
