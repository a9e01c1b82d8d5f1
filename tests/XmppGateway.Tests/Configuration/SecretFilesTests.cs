using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using Xunit;

namespace XmppGateway.Tests.Configuration;

public sealed class SecretFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ConfigurationError> _errors = [];
    private readonly List<ConfigurationError> _warnings = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Xmpp:SecretFile", "Xmpp:Secret")]
    [InlineData("Networks:mail:Smtp:PasswordFile", "Networks:mail:Smtp:Password")]
    [InlineData("Store:ConnectionFile", "Store:Connection")]
    public void Reads_a_secret_of_any_section_without_its_line_end(string key, string secret)
    {
        _folder.Write("secret", " se cret \r\n\n");

        Assert.Equal(" se cret ", Apply((key, "secret"))[secret]);
        Assert.Empty(_errors);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Leaves_other_keys_alone() => Assert.Equal("x.json", Apply(("Log:JsonFile", "x.json"))["Log:JsonFile"]);

    [Fact]
    public void Refuses_a_secret_and_its_file_together()
    {
        Apply(("Xmpp:SecretFile", "secret"), ("Xmpp:Secret", "x"));

        Assert.Equal("Xmpp:SecretFile", Assert.Single(_errors).Path);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("")]
    [InlineData("empty")]
    public void Reports_a_file_without_a_secret(string file)
    {
        _folder.Write("empty", "\n");
        Apply(("Xmpp:SecretFile", file));

        Assert.Equal("Xmpp:SecretFile", Assert.Single(_errors).Path);
    }

    [Fact]
    public void Warns_of_a_file_that_others_may_read()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There are no file modes here.");
            return;
        }

        File.SetUnixFileMode(_folder.Write("secret", "x"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Apply(("Xmpp:SecretFile", "secret"));

        Assert.Equal("Xmpp:SecretFile", Assert.Single(_warnings).Path);
    }

    private Dictionary<string, string?> Apply(params (string Key, string Value)[] values)
    {
        var all = values.ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.OrdinalIgnoreCase);
        SecretFiles.Apply(all, _folder.Path, _errors, _warnings);
        return all;
    }
}
