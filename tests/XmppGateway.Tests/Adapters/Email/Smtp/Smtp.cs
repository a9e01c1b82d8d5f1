using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Smtp;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Smtp;

/// <summary>Short ways to say what the tests of the SMTP client say often.</summary>
internal static class Smtp
{
    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static EmailAddress Address(string text) =>
        EmailAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    public static SmtpEnvelope Mail(string to = "bob@example.test", string? from = "alice@bridge.test", string message = "hi\r\n", string id = "id1") =>
        new(id, from is null ? null : Address(from), [.. to.Split(' ').Select(Address)], Encoding.UTF8.GetBytes(message));

    public static SmtpSettings Settings(int port = 25, SmtpSecurity security = SmtpSecurity.None, string? user = null) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        ClientName = "bridge.test",
        Security = security,
        Username = user,
        Password = user is null ? null : "geheim",
    };

    public static SmtpCapabilities Offering(params string[] extensions) => SmtpCapabilities.Parse(new(250, ["host", .. extensions]));

    /// <summary>Plays one mail over a scripted connection.</summary>
    public static async Task<(IReadOnlyList<DeliveryResult> Results, SmtpConnection Connection)> PlayAsync(
        ReplayStream stream, SmtpCapabilities server, SmtpEnvelope mail)
    {
#pragma warning disable CA2000 // The test disposes of the stream; there is nothing else.
        var connection = new SmtpConnection(new SmtpChannel(stream, new ManualTimeProvider()), server, default);
#pragma warning restore CA2000
        return (await connection.SendAsync(mail, Cancelled), connection);
    }
}
