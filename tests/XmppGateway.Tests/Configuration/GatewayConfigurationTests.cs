using System.Collections;
using Microsoft.Extensions.Logging;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Protection;
using XmppGateway.Protection.Secrets;
using XmppGateway.Rooms;
using Xunit;

namespace XmppGateway.Tests.Configuration;

public sealed class GatewayConfigurationTests : IDisposable
{
    private const string Minimal = """
        {
          // comments and trailing commas are allowed
          "Xmpp": { "Server": "127.0.0.1:5347", "Secret": "s3cret", "LocalDomains": ["Example.org", "other.example"], },
          "Networks": { "post": { "Adapter": "paper", "Domain": "Post.example.org", "Box": "12" } },
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("3", "20", 20)]
    [InlineData("20", "3", 20)]
    public void Files_stay_while_their_links_work_and_while_messages_wait_with_them(string media, string store, int days) => Assert.Equal(
        TimeSpan.FromDays(days), Load(Minimal, ("XMPPGATEWAY__Media__KeepDays", media), ("XMPPGATEWAY__Store__KeepDays", store)).Options!.KeepFiles);

    [Fact]
    public void Fills_in_the_documented_defaults()
    {
        var options = Load(Minimal).Options!;

        Assert.Equal(["example.org", "other.example"], options.Xmpp.LocalDomains);
        Assert.Equal(["example.org", "other.example"], options.Access.Allow.Select(a => a.ToString()));
        Assert.Equal("Data Source=" + Path.Combine(_folder.Path, "gateway.db"), options.Store.Connection);
        Assert.Equal("sqlite", options.Store.Engine);
        Assert.Equal((TimeSpan.FromHours(48), 10_000), (options.Delivery.ExpireAfter, options.Delivery.InboxLimit));
        Assert.Equal((LogLevel.Information, null), (options.Log.Level, options.Log.JsonFile));
        Assert.Null(options.Http.Listen);
        Assert.Equal(LimitOptions.Default, options.Limits);
        Assert.Null(options.SecretKeys);
        Assert.Equal((0, 0, StrangerPolicy.Ask), (options.Access.AllowContacts.Count, options.Access.DenyContacts.Count, options.Access.Strangers));
        var network = Assert.Single(options.Networks);
        Assert.Equal(new LinkOptions("post.example.org", new HostPort("127.0.0.1", 5347), "s3cret", false, null), network.Link);
    }

    [Fact]
    public void Reads_what_protects()
    {
        var key = SecretKey.NewText();
        var options = Load(Minimal.Replace("\"Networks\"", $$"""
            "Access": { "DenyContacts": ["*@evil.example"], "AllowContacts": ["*@*.good.example", "bob@x.example"], "Strangers": "deliver" },
            "Limits": { "OutgoingPerMinute": 0, "IncomingBurst": "7" }, "Secrets": { "Key": "{{key}}" }, "Networks"
            """, StringComparison.Ordinal)).Options!;

        Assert.Equal(["*@evil.example"], options.Access.DenyContacts.Select(c => c.ToString()));
        Assert.Equal(["*@*.good.example", "bob@x.example"], options.Access.AllowContacts.Select(c => c.ToString()));
        Assert.Equal(StrangerPolicy.Deliver, options.Access.Strangers);
        Assert.Equal(new LimitOptions(new RateLimit(0, 120), new RateLimit(120, 7), new RateLimit(30, 60)), options.Limits);
        Assert.Equal(SecretKey.Parse(key)!.Id, options.SecretKeys!.Newest.Id);
    }

    [Fact]
    public void Reads_what_is_said_of_rooms()
    {
        var usual = Load(Minimal).Options!.Rooms;
        Assert.Equal(RoomOptions.Default with { Denied = usual.Denied }, usual);
        Assert.Empty(usual.Denied);
        var rooms = Load(Minimal.Replace("\"Networks\"", """
            "Rooms": {
              "MaximumPerUser": 5, "LeaveAfterHours": 48, "KeepDays": 90, "History": 0, "PageSize": 10, "LargestPage": 20, "Bookmarks": false,
              "UserPerMinute": 0, "RoomBurst": 7, "Deny": ["#spam:x.example", "*:evil.example"], "DenyText": "No."
            }, "Networks"
            """, StringComparison.Ordinal)).Options!.Rooms;

        Assert.Equal((5, TimeSpan.FromDays(2), TimeSpan.FromDays(90)), (rooms.MaximumPerUser, rooms.LeaveAfter, rooms.Keep));
        Assert.Equal((0, 10, 20, false), (rooms.History, rooms.PageSize, rooms.LargestPage, rooms.Bookmarks));
        Assert.Equal((new RateLimit(0, 60), new RateLimit(600, 7)), (rooms.OfUser, rooms.OfRoom));
        Assert.Equal(["#spam:x.example", "*:evil.example"], rooms.Denied.Select(pattern => pattern.Text));
        Assert.Equal("No.", rooms.DeniedText);
    }

    [Theory]
    [InlineData("\"PageSize\": 200", "Rooms:PageSize")]
    [InlineData("\"LargestPage\": 0", "Rooms:LargestPage")]
    [InlineData("\"Deny\": [\"*\"]", "Rooms:Deny:0")]
    [InlineData("\"LeaveAfterHours\": 0", "Rooms:LeaveAfterHours")]
    [InlineData("\"Denny\": []", "Rooms:Denny")]
    public void Finds_what_is_wrong_with_rooms(string written, string path) => Assert.Equal(
        [path],
        Load(Minimal.Replace("\"Networks\"", "\"Rooms\": { " + written + " }, \"Networks\"", StringComparison.Ordinal)).Errors.Select(e => e.Path));

    [Fact]
    public void Finds_every_mistake_at_once()
    {
        var result = Load("""
            {
              "Xmpp": { "Server": "localhost", "Servr": 1, "LocalDomains": [] },
              "Store": { "Engine": "sqlight" },
              "Http": { "Listen": "8480" },
              "Access": { "Admins": ["a@b@c/d", "x.example", "x.example"], "DenyContacts": ["*"], "Strangers": "eat" },
              "Limits": { "ContactBurst": 0 },
              "Secrets": { "Key": "short" },
              "Log": { "Level": "Chatty", "KeepDays": "0", "Levels": { "XmppGateway": "Loud" } },
              "Networks": {
                "a": { "Adapter": "paper", "Domain": "x.example", "Fold": { "Lines": 2, "Line": 1 }, "Sekret": "" },
                "b": { "Adapter": "papre", "Domain": "b.example" },
                "c": { "Adapter": "paper", "Domain": "x.example", "Box": "1", "Server": "host:99999" }
              }
            }
            """);

        Assert.Null(result.Options);
        string[] expected =
        [
            "Xmpp:Servr", "Xmpp:LocalDomains", "Store:Engine", "Http:Listen", "Access:Admins:0", "Access:Admins:2", "Access:DenyContacts:0",
            "Access:Strangers", "Limits:ContactBurst", "Secrets:Key", "Log:Levels:XmppGateway", "Log:Level",
            "Log:KeepDays", "Xmpp:Server", "Xmpp:Secret", "Networks:a:Box", "Networks:a:Fold:Line", "Networks:a:Sekret",
            "Networks:b:Adapter", "Networks:c:Server", "Networks:c:Domain",
        ];
        Assert.Equal(expected.Order(), result.Errors.Select(e => e.Path).Order());
        Assert.Contains(result.Errors, e => e.Text.EndsWith("did you mean Server?", StringComparison.Ordinal));
        Assert.Contains(result.Errors, e => e.Text.EndsWith("did you mean Lines?", StringComparison.Ordinal));
        Assert.Contains(result.Errors, e => e.Text.EndsWith("did you mean Secret?", StringComparison.Ordinal));
        Assert.Contains(result.Errors, e => e.Text.EndsWith("did you mean paper?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("XMPPGATEWAY__Xmpp__Secret", "other")]
    [InlineData("xmppgateway__XMPP__secret", "other")]
    public void Environment_variables_win(string name, string value) =>
        Assert.Equal("other", Load(Minimal, (name, value)).Options!.Networks[0].Link.Secret);

    [Fact]
    public void A_list_in_the_environment_has_commas() => Assert.Equal(
        ["one.example", "two.example"],
        Load(Minimal, ("XMPPGATEWAY__Xmpp__LocalDomains", "one.example, two.example")).Options!.Xmpp.LocalDomains);

    [Theory]
    [InlineData("""{ "Access": { "Admins": "x@example.org" } }""", "Access:Admins", "is one value, but must be a list: [ … ]")]
    [InlineData("""{ "Access": { "Deny": { "0": "x@example.org" } } }""", "Access:Deny", "is a section: { … }, but must be a list: [ … ]")]
    [InlineData("""{ "Access": { "Deny": [ ["x@example.org"] ] } }""", "Access:Deny:0", "is a list: [ … ], but must be one value")]
    [InlineData("""{ "Access": "example.org" }""", "Access", "is one value, but must be a section: { … }")]
    [InlineData("""{ "Http": 8480 }""", "Http", "is one value, but must be a section: { … }")]
    [InlineData("""{ "Delivery": [] }""", "Delivery", "is a list: [ … ], but must be a section: { … }")]
    [InlineData("""{ "Log": { "Level": { "Default": "Debug" } } }""", "Log:Level", "is a section: { … }, but must be one value")]
    [InlineData("""{ "Log": { "Level": {} } }""", "Log:Level", "is a section: { … }, but must be one value")]
    [InlineData("""{ "Log": { "Level": [] } }""", "Log:Level", "is a list: [ … ], but must be one value")]
    [InlineData("""{ "Log": { "Levels": "Debug" } }""", "Log:Levels", "is one value, but must be a section: { … }")]
    [InlineData("""{ "Log": { "Levels": { "XmppGateway": ["Debug"] } } }""", "Log:Levels:XmppGateway", "is a list: [ … ], but must be one value")]
    [InlineData("""{ "Networks:post:Domain": ["a.example"] }""", "Networks:post:Domain", "is a list: [ … ], but must be one value")]
    [InlineData("""{ "Networks:post:Box": ["12"] }""", "Networks:post:Box", "is a list: [ … ], but must be one value")]
    [InlineData("""{ "Networks:post:Fold": 2 }""", "Networks:post:Fold", "is one value, but must be a section: { … }")]
    [InlineData("""{ "Networks:post:Colours": "red,blue" }""", "Networks:post:Colours", "is one value, but must be a list: [ … ]")]
    [InlineData("""{ "Networks:post:Tray": { "PasswordFile": { "Name": "x" } } }""", "Networks:post:Tray:PasswordFile", "is a section: { … }, but must be one value")]
    public void What_has_the_wrong_form_is_one_mistake_and_never_ignored(string more, string path, string text)
    {
        // What stands there otherwise is given by the environment, so that only one thing is wrong.
        var minimal = new Dictionary<string, string>
        {
            ["XMPPGATEWAY__Xmpp__Server"] = "127.0.0.1:5347",
            ["XMPPGATEWAY__Xmpp__Secret"] = "s3cret",
            ["XMPPGATEWAY__Xmpp__LocalDomains"] = "example.org",
            ["XMPPGATEWAY__Networks__post__Adapter"] = "paper",
            ["XMPPGATEWAY__Networks__post__Domain"] = "post.example.org",
            ["XMPPGATEWAY__Networks__post__Box"] = "12",
        };
        minimal.Remove("XMPPGATEWAY__" + path.Replace(":", "__", StringComparison.Ordinal));

        var error = Assert.Single(Load(more, [.. minimal.Select(v => (v.Key, v.Value))]).Errors);

        Assert.Equal((path, text), (error.Path, error.Text));
    }

    [Theory]
    [InlineData("XMPPGATEWAY__Access", "Access", "is one value, but must be a section: { … }")]
    [InlineData("XMPPGATEWAY__Networks__post__Fold", "Networks:post:Fold", "is one value, but must be a section: { … }")]
    [InlineData("XMPPGATEWAY__Log__Level__Default", "Log:Level", "is a section: { … }, but must be one value")]
    [InlineData("XMPPGATEWAY__Access__Admins__first", "Access:Admins:first", "is no known option")]
    public void A_variable_of_the_wrong_form_is_a_mistake_too(string name, string path, string text)
    {
        var error = Assert.Single(Load(Minimal, (name, "x.example")).Errors);

        Assert.Equal((path, text), (error.Path, error.Text));
    }

    [Theory]
    [InlineData("XMPPGATEWAY__Access__Admins", "a@example.org,b@example.org")]
    [InlineData("XMPPGATEWAY__Access__Admins__0", "a@example.org")]
    [InlineData("XMPPGATEWAY__Networks__post__Tray__Password", "x")]
    [InlineData("XMPPGATEWAY__Networks__post__Colours", "red,blue")]
    public void A_variable_may_be_a_list_with_commas_or_one_item(string name, string value) => Assert.Empty(Load(Minimal, (name, value)).Errors);

    [Fact]
    public void What_is_null_is_left_out() =>
        Assert.Empty(Load(Minimal.Replace("\"Networks\"", "\"Access\": null, \"Log\": { \"Level\": null }, \"Networks\"", StringComparison.Ordinal)).Errors);

    [Fact]
    public void An_unknown_environment_variable_is_a_mistake() =>
        Assert.Equal("Xmpp:Sekret", Assert.Single(Load(Minimal, ("XMPPGATEWAY__Xmpp__Sekret", "x")).Errors).Path);

    [Fact]
    public void A_network_may_have_its_own_server_and_secret()
    {
        var link = Load(Minimal.Replace("\"Box\"", "\"Server\": \"[::1]:5348\", \"Secret\": \"own\", \"Box\"", StringComparison.Ordinal))
            .Options!.Networks[0].Link;

        Assert.Equal((new HostPort("::1", 5348), "own"), (link.Server, link.Secret));
    }

    [Fact]
    public void No_shared_secret_is_needed_when_every_network_has_its_own() =>
        Assert.Empty(Load(Minimal.Replace("\"Secret\": \"s3cret\", ", "", StringComparison.Ordinal), ("XMPPGATEWAY__Networks__post__Secret", "x")).Errors);

    [Fact]
    public void A_component_needs_a_domain_of_its_own() => Assert.Equal(
        "Networks:post:Domain", Assert.Single(Load(Minimal.Replace("Post.example.org", "other.example", StringComparison.Ordinal)).Errors).Path);

    [Fact]
    public void An_unencrypted_link_over_the_network_is_a_warning()
    {
        var result = Load(Minimal.Replace("127.0.0.1", "192.0.2.1", StringComparison.Ordinal));

        Assert.NotNull(result.Options);
        Assert.Equal("Networks:post", Assert.Single(result.Warnings).Path);
    }

    [Theory]
    [InlineData("https://bridge.example.org", null, true)]
    [InlineData("https://bridge.example.org", "0123456789abcdef0123456789abcdef", false)]
    [InlineData("http://127.0.0.1:8480", null, false)]
    [InlineData(null, null, false)]
    public void Pages_of_operators_behind_a_proxy_without_a_token_are_a_warning(string? publicUrl, string? token, bool isWarning)
    {
        var result = Load(
            Minimal, ("XMPPGATEWAY__Http__Listen", "http://127.0.0.1:8480"), ("XMPPGATEWAY__Http__PublicUrl", publicUrl ?? ""), ("XMPPGATEWAY__Http__Token", token ?? ""));

        Assert.Equal(isWarning ? ["Http:Token"] : [], result.Warnings.Select(warning => warning.Path));
    }

    [Fact]
    public void Broken_json_names_the_line() =>
        Assert.Contains("line 2", Assert.Single(Load("{\n  \"Xmpp\": [ }").Errors).Text, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_one_error() => Assert.Contains(
        "cannot be read",
        Assert.Single(GatewayConfiguration.Load(Path.Combine(_folder.Path, "none.json"), new Hashtable(), Catalog()).Errors).Text,
        StringComparison.Ordinal);

    [Fact]
    public void PostgreSQL_needs_a_connection() => Assert.Equal(
        "Store:Connection", Assert.Single(Load(Minimal, ("XMPPGATEWAY__Store__Engine", "postgresql")).Errors).Path);

    [Theory]
    [InlineData("Data Source=none/such/gateway.db")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Datei=gateway.db")]
    public void A_store_that_cannot_be_is_a_mistake(string connection) =>
        Assert.Equal("Store:Connection", Assert.Single(Load(Minimal, ("XMPPGATEWAY__Store__Connection", connection)).Errors).Path);

    [Fact]
    public void No_error_repeats_a_secret()
    {
        var result = Load(Minimal, ("XMPPGATEWAY__Store__Engine", "postgresql"), ("XMPPGATEWAY__Store__Connection", "Pasword=hunter2"), ("XMPPGATEWAY__Xmpp__Server", "x"));

        Assert.NotEmpty(result.Errors);
        Assert.DoesNotContain(result.Errors, e => e.Text.Contains("hunter2", StringComparison.Ordinal) || e.Text.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_do_not_print_the_secret() =>
        Assert.DoesNotContain("s3cret", Load(Minimal).Options!.Networks[0].Link.ToString(), StringComparison.Ordinal);

    private static AdapterCatalog Catalog() => new([new PaperModule()]);

    private ConfigurationResult Load(string json, params (string Name, string Value)[] environment) =>
        GatewayConfiguration.Load(_folder.Write("gateway.json", json), environment.ToDictionary(e => e.Name, e => e.Value), Catalog());
}
