using System.Text.RegularExpressions;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.AppService;

public sealed class RegistrationTests
{
    private static readonly MatrixOptions Options = new()
    {
        Homeserver = "http://127.0.0.1:8008",
        ServerName = "matrix.test",
        Listen = "http://127.0.0.1:15029",
        Registration = "registration.yaml",
    };

    [Fact]
    public void What_is_written_is_read_again()
    {
        var registration = Registration.Create(Options, null) with { AsToken = "it's a: #token", HsToken = "\"{x}\" \\" };

        Assert.Equal(registration, RegistrationReader.Read(RegistrationWriter.Write(registration)));
    }

    [Fact]
    public void Tokens_are_kept_and_new_ones_are_long_and_different()
    {
        var first = Registration.Create(Options, null);
        var moved = Registration.Create(Options with { Url = "http://gateway:80" }, first);

        Assert.Equal((first.AsToken, first.HsToken, "http://gateway:80"), (moved.AsToken, moved.HsToken, moved.Url));
        Assert.NotEqual(first.AsToken, Registration.Create(Options, null).AsToken);
        Assert.NotEqual(first.AsToken, first.HsToken);
        Assert.Equal(64, first.AsToken.Length);
    }

    [Theory]
    [InlineData("@_xmpp_alice=40localhost:matrix.test", true)]
    [InlineData("@_xmpp_alice=40localhost:matrixatest", false)]
    [InlineData("@_xmpp_alice=40localhost:matrix.test.evil.example", false)]
    [InlineData("@mia:matrix.test", false)]
    [InlineData("@x@_xmpp_alice:matrix.test", false)]
    public void The_namespace_is_ours_and_no_more(string mxid, bool ours) =>
        Assert.Equal(ours, Regex.IsMatch(mxid, Registration.Create(Options, null).UserRegex));

    [Fact]
    public void Simple_variations_of_the_form_are_read()
    {
        var registration = RegistrationReader.Read(
            """
            ---
            id: xmpp-gateway
            url: "http://127.0.0.1:15029"
            as_token: abc
            hs_token: 'd''ef'
            sender_localpart: xmppbot
            namespaces:
              users:
              - regex: '^@_xmpp_.*:matrix\.test$'
                exclusive: true
              aliases:
                - exclusive: true
                  regex: '^#_xmpp_.*:matrix\.test$'
              rooms: []
            """.ReplaceLineEndings("\r\n"));

        Assert.Equal("d'ef", registration.HsToken);
        Assert.Equal("""^@_xmpp_.*:matrix\.test$""", registration.UserRegex);
        Assert.Equal("""^#_xmpp_.*:matrix\.test$""", registration.AliasRegex);
    }

    [Theory]
    [InlineData("", "id is missing")]
    [InlineData("id: a\nid: b", "Line 2")]
    [InlineData("id: &anchor a", "Line 1")]
    [InlineData("id: |\n  text", "Line 1")]
    [InlineData("id: {a: b}", "Line 1")]
    [InlineData("id: \"a\\n\"", "Line 1")]
    [InlineData("id: 'open", "Line 1")]
    [InlineData("\tid: a", "Line 1")]
    [InlineData("nonsense", "Line 1")]
    [InlineData("- id: a", "Line 1")]
    [InlineData("id: a\n  deeper: b", "Line 2")]
    [InlineData("namespaces:\n  users:\n    - {exclusive: true, regex: x}", "Line 3")]
    [InlineData("namespaces:\n  users:\n    - regex: x\n    - regex: y", "Line 4")]
    public void What_is_not_understood_is_refused_by_line(string yaml, string expected)
    {
        var refusal = Assert.Throws<FormatException>(() => RegistrationReader.Read(yaml));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_and_nothing_else()
    {
        var text = RegistrationWriter.Write(Registration.Create(Options, null));
        var random = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var mutated = text.ToCharArray();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                mutated[random.Next(mutated.Length)] = "\n:'\"-# {}[]&\\\0a"[random.Next(15)];
            }

            try
            {
                RegistrationReader.Read(new string(mutated));
            }
            catch (FormatException)
            {
                // Refused.
            }
        }
    }

    [Fact]
    public async Task The_command_prints_a_registration_and_keeps_the_tokens_of_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("registration");
        try
        {
            var path = Path.Combine(folder.FullName, "registration.yaml");
            var context = ContextOf(path);
            var command = Assert.Single(new MatrixModule().Commands);

            // The shell has created the file before the command runs.
            await File.WriteAllTextAsync(path, "", MatrixHarness.Cancelled);
            using var first = new StringWriter();
            Assert.Equal(0, await command.RunAsync([context.Configuration], null, first, MatrixHarness.Cancelled));
            await File.WriteAllTextAsync(path, first.ToString(), MatrixHarness.Cancelled);
            using var second = new StringWriter();
            Assert.Equal(0, await command.RunAsync([context.Configuration], null, second, MatrixHarness.Cancelled));

            Assert.Equal(first.ToString(), second.ToString());
            Assert.Equal("http://127.0.0.1:15029", RegistrationReader.Read(first.ToString()).Url);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void All_mistakes_are_found_at_once()
    {
        var context = new FakeAdapterContext("matrix", new Dictionary<string, string?> { ["Homeserver"] = "ftp://x", ["Listen"] = "15029", ["Language"] = "fr" });

        Assert.Equal(
            ["Networks:matrix:Homeserver", "Networks:matrix:ServerName", "Networks:matrix:Listen", "Networks:matrix:Registration", "Networks:matrix:Language"],
            new MatrixModule().Validate(context.Configuration).Select(e => e.Path));
    }

    [Fact]
    public void A_registration_of_another_server_is_a_mistake_and_nothing_starts_with_it()
    {
        var other = Registration.Create(Options with { ServerName = "other.test" }, null);

        var mistake = Assert.Single(Validate(RegistrationWriter.Write(other)));

        Assert.Equal(("Networks:matrix:Registration", false), (mistake.Path, mistake.IsWarning));
        Assert.DoesNotContain(other.AsToken, mistake.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("id: a")]
    public void A_registration_that_is_missing_or_none_is_a_mistake(string? text)
    {
        var mistake = Assert.Single(Validate(text));

        Assert.Equal(("Networks:matrix:Registration", false), (mistake.Path, mistake.IsWarning));
    }

    [Fact]
    public void A_registration_that_calls_something_else_is_a_warning_because_the_gateway_runs_with_it()
    {
        var warning = Assert.Single(Validate(RegistrationWriter.Write(Registration.Create(Options with { Url = "http://gateway:80" }, null))));

        Assert.Equal(("Networks:matrix:Registration", true), (warning.Path, warning.IsWarning));
        Assert.Contains("http://gateway:80, and not http://127.0.0.1:15029", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registration_without_ephemeral_events_is_a_warning()
    {
        var text = string.Join('\n', RegistrationWriter.Write(Registration.Create(Options, null)).Split('\n').Where(line => !line.Contains("ephemeral", StringComparison.Ordinal)));

        var warning = Assert.Single(Validate(text));

        Assert.True(warning.IsWarning);
        Assert.Contains("receive_ephemeral", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registration_that_everybody_can_read_is_a_warning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no file modes here.");
        var text = RegistrationWriter.Write(Registration.Create(Options, null));

        Assert.Empty(Validate(text));
        Assert.True(Assert.Single(Validate(text, UnixFileMode.OtherRead)).IsWarning);
    }

    [Fact]
    public async Task Without_a_registration_the_adapter_does_not_start()
    {
        using var adapter = new MatrixAdapter(ContextOf("/nonexistent/registration.yaml"));

        var failure = await Assert.ThrowsAsync<AdapterStartException>(() => adapter.StartAsync(MatrixHarness.Cancelled));
        Assert.Contains("matrix-registration", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What the module says about a network with this registration file; null for none.</summary>
    private static IReadOnlyList<ConfigurationError> Validate(string? registration, UnixFileMode others = UnixFileMode.None)
    {
        using var folder = new TemporaryFolder();
        var path = registration is null ? Path.Combine(folder.Path, "registration.yaml") : folder.Write("registration.yaml", registration);
        if (others != UnixFileMode.None && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | others);
        }

        return new MatrixModule().Validate(ContextOf(path).Configuration);
    }

    private static FakeAdapterContext ContextOf(string path) => new("matrix", new Dictionary<string, string?>
    {
        ["Homeserver"] = Options.Homeserver,
        ["ServerName"] = Options.ServerName,
        ["Listen"] = Options.Listen,
        ["Registration"] = path,
    });
}
