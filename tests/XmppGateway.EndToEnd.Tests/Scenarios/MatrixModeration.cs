using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>What keeps people apart: policy lists and blocks.</summary>
public abstract class MatrixModeration(Bridge bridge) : IAsyncLifetime
{
    private const string NoahAsContact = "\\40noah\\3amatrix.test@matrix.localhost";
    private const string AliceInMatrix = "@_xmpp_alice=40localhost:matrix.test";
    private const string List = "bans";

    private MatrixUser Mia { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        Mia = await MatrixUser.LoginAsync("mia");
    }

    public async ValueTask DisposeAsync()
    {
        if (Mia is not null)
            await Mia.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Who_is_on_a_policy_list_is_not_written_to_until_the_rule_is_taken_back()
    {
        var list = await ListAsync();
        await Mia.PutStateAsync(list, "m.policy.rule.user", "noah", new JsonObject
        {
            ["entity"] = "@noah:matrix.test",
            ["recommendation"] = "m.ban",
            ["reason"] = "sells things",
        });
        var refused = await UntilAsync(error: true);
        Assert.Equal("policy-violation", refused.Condition());
        Assert.Contains("sells things", refused.ErrorText(), StringComparison.Ordinal);

        await Mia.PutStateAsync(list, "m.policy.rule.user", "noah", []);
        await UntilAsync(error: false);
    }

    [Fact]
    public async Task Whom_a_user_blocks_their_ghost_ignores()
    {
        const string Seller = "@seller:matrix.test";
        await bridge.Alice.SayAsync("matrix.localhost", "block");
        await bridge.Alice.MessageAsync("You will neither hear nor see anything of this contact");
        await bridge.Alice.SayAsync("matrix.localhost", Seller);
        await UntilIgnoredAsync(Seller);
    }

    private async Task UntilIgnoredAsync(string person)
    {
        var token = (await File.ReadAllLinesAsync(bridge.Gateway.Settings.RegistrationFile, TestContext.Current.CancellationToken))
            .Single(line => line.StartsWith("as_token:", StringComparison.Ordinal))["as_token:".Length..].Trim(' ', '\'', '"');
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var ghost = Uri.EscapeDataString(AliceInMatrix);
        var list = new Uri(
            $"http://127.0.0.1:{Ports.SynapseApi}/_matrix/client/v3/user/{ghost}/account_data/m.ignored_user_list?user_id={ghost}");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await IsIgnoredAsync())
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, patience.Token);

        async Task<bool> IsIgnoredAsync()
        {
            using var answer = await http.GetAsync(list, patience.Token);
            return answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync(patience.Token)).Contains(person, StringComparison.Ordinal);
        }
    }

    /// <summary>Both bridges follow the same list; the first makes it.</summary>
    private async Task<string> ListAsync()
    {
        try
        {
            return await Mia.CreateRoomAsync(List);
        }
        catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.BadRequest)
        {
            return (string)(await Mia.JoinAsync($"#{List}:matrix.test"))["room_id"]!;
        }
    }

    /// <summary>Writes to Noah until it is refused, or until it is not: the gateway hears of a rule a moment after it was made.</summary>
    private async Task<XElement> UntilAsync(bool error)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var id = await bridge.Alice.SayAsync(NoahAsContact, $"hello {Guid.NewGuid()}");
            var answer = await bridge.Alice.Received.FirstAsync(
                s => (s.IsError() && s.Id() == id) || s.Element(XmppUser.Receipts + "received")?.Attribute("id")?.Value == id, $"what became of {id}");
            if (answer.IsError() == error)
                return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, patience.Token);
        }
    }
}

[Collection<OnProsody>]
public sealed class MatrixModerationOnProsody(ProsodyBridge bridge) : MatrixModeration(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixModerationOnEjabberd(EjabberdBridge bridge) : MatrixModeration(bridge);
