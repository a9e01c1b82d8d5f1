using System.Text.Json.Nodes;
using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>The keys that seal what users entrust to the gateway, changed while somebody is registered.</summary>
public sealed class SecretKeys(RealServers servers)
{
    [Theory]
    [InlineData("prosody")]
    [InlineData("ejabberd")]
    public async Task A_new_key_opens_what_the_old_one_has_sealed_and_the_old_one_can_go(string name)
    {
        var server = name == "prosody" ? XmppServer.Prosody : XmppServer.Ejabberd;
        await servers.NeedAsync(server.Script);
        var settings = new GatewaySettings(server, $"{name}-keys").WithExample();
        var keys = Path.Combine(settings.Folder, "secret.keys");
        await NewKeyAsync(keys);
        settings.Configuration["Secrets"] = new JsonObject { ["KeyFile"] = keys };
        await using var gateway = new Gateway(settings);
        await gateway.StartAsync();
        await using var user = await XmppUser.LoginAsync(server, "otto");
        await using (var network = new ExampleNetwork())
        {
            var account = await network.JoinAsync("otto-there");
            var code = await user.AnswerAsync(await user.CommandAsync("register"), ("account", account.Name), ("way", "app"));
            Assert.Equal("completed", (await user.AnswerAsync(code, ("code", (string)(await account.SeesAsync("code"))["text"]!))).Status());
        }

        await gateway.StopAsync();
        var newest = await NewKeyAsync(keys);
        await gateway.StartAsync();
        await gateway.Log.FirstAsync(line => line.Contains($"1 secrets are sealed with the key {newest} now; 0 could not be opened", StringComparison.Ordinal), "the new seal");
        Assert.StartsWith("otto-there", await AccountInUseAsync(user, "with both keys"), StringComparison.Ordinal);

        await gateway.StopAsync();
        var token = TestContext.Current.CancellationToken;
        await File.WriteAllLinesAsync(keys, (await File.ReadAllLinesAsync(keys, token)).Take(1), token);
        await gateway.StartAsync();
        Assert.StartsWith("otto-there", await AccountInUseAsync(user, "with the new key alone"), StringComparison.Ordinal);

        await gateway.StopAsync();
        File.Delete(keys);
        await NewKeyAsync(keys);
        await gateway.StartAsync();
        Assert.Null(await AccountInUseAsync(user, "with a key that opens nothing"));
        await gateway.StopAsync();
    }

    /// <summary>The account under which a text of the user arrives on the network, which has the token for it; null for a guest.</summary>
    private static async Task<string?> AccountInUseAsync(XmppUser user, string text)
    {
        await using var network = new ExampleNetwork();
        var person = await network.JoinAsync("keeper");
        await user.SayAsync(person.Jid, text);
        return (string?)(await person.SeesTextAsync(text))["account"];
    }

    private static async Task<string> NewKeyAsync(string file)
    {
        var outcome = await GatewayProgram.RunAsync("secrets", "new-key", file);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return outcome.Output.Split(' ')[0];
    }
}
