using XmppGateway.Adapters.Email;
using XmppGateway.Adapters.Email.Smtp;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

public sealed class EmailOptionsTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["Domain"] = "mail.localhost",
        ["MailDomain"] = "bridge.test",
        ["Lmtp:Listen"] = "127.0.0.1:15024",
        ["Smtp:Server"] = "127.0.0.1:15587",
        ["Smtp:Username"] = "gateway",
        ["Smtp:Password"] = "geheim",
    };

    [Fact]
    public void Accepts_the_documented_section()
    {
        var (errors, options) = Read([]);

        Assert.Empty(errors);
        Assert.Equal("127.0.0.1", options.SmtpHost);
        Assert.Equal(15587, options.SmtpPort);
        Assert.Equal(SmtpSecurity.StartTls, options.SmtpSecurity);
        Assert.Equal(25 * 1024 * 1024, options.MaxMessageBytes);
    }

    [Theory]
    [InlineData("Domain", "")]
    [InlineData("MailDomain", "not a domain")]
    [InlineData("Lmtp:Listen", "15024")]
    [InlineData("Lmtp:Listen", "127.0.0.1:25")]
    [InlineData("Lmtp:MaxMessageBytes", "lots")]
    [InlineData("Lmtp:MaxMessageBytes", "1")]
    [InlineData("Smtp:Server", "")]
    [InlineData("Smtp:Server", "bad host:25")]
    [InlineData("Smtp:Server", "mail.example.org:0")]
    [InlineData("Smtp:Security", "maybe")]
    [InlineData("Smtp:Username", "")]
    [InlineData("Smtp:Password", "")]
    [InlineData("Smtp:PasswordFile", "/nowhere/at/all")]
    [InlineData("Smtp:TrustedCertificate", "/nowhere/at/all.pem")]
    [InlineData("Postmaster", "admin")]
    public void Names_the_key_that_is_wrong(string key, string value)
    {
        var (errors, _) = Read(new() { [key] = value });

        var error = Assert.Single(errors);
        Assert.Equal("Networks:mail:" + key, error.Path);
        Assert.DoesNotContain("geheim", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_all_mistakes_at_once()
    {
        var section = new FakeAdapterContext("mail").Configuration;

        Assert.Equal(
            ["Networks:mail:Domain", "Networks:mail:Smtp:Server", "Networks:mail:MailDomain", "Networks:mail:Lmtp:Listen"],
            new EmailModule().Validate(section).Select(error => error.Path));
    }

    [Fact]
    public void A_password_in_clear_may_only_go_to_this_machine()
    {
        Assert.Empty(Read(new() { ["Smtp:Security"] = "none" }).Errors);
        Assert.Equal(
            "Networks:mail:Smtp:Security",
            Assert.Single(Read(new() { ["Smtp:Security"] = "none", ["Smtp:Server"] = "mail.example.org" }).Errors).Path);
    }

    [Theory]
    [InlineData("mail.example.org", "starttls", "mail.example.org", 587)]
    [InlineData("mail.example.org", "tls", "mail.example.org", 465)]
    [InlineData("mail.example.org:2525", "tls", "mail.example.org", 2525)]
    [InlineData("localhost", "none", "localhost", 25)]
    [InlineData("[::1]:26", "none", "::1", 26)]
    [InlineData("::1", "none", "::1", 25)]
    public void Reads_the_server_with_the_usual_port(string server, string security, string host, int port)
    {
        var (errors, options) = Read(new() { ["Smtp:Server"] = server, ["Smtp:Security"] = security });

        Assert.Empty(errors);
        Assert.Equal((host, port), (options.SmtpHost, options.SmtpPort));
    }

    private static (IReadOnlyList<XmppGateway.Abstractions.ConfigurationError> Errors, EmailOptions Options) Read(Dictionary<string, string?> changes)
    {
        var settings = new Dictionary<string, string?>(Good);
        foreach (var (key, value) in changes)
            settings[key] = value;

        var reader = new EmailOptionsReader(new FakeAdapterContext("mail", settings).Configuration);
        var options = reader.Read();
        return (reader.Errors, options);
    }
}
