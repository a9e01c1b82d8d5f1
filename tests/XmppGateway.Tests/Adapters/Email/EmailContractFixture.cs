using System.Text.RegularExpressions;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

/// <summary>The foreign side of the email adapter: a submission server, and a mail server that hands over by LMTP.</summary>
internal sealed partial class EmailContractFixture : IPeopleFixture, IRoomsFixture
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeSmtpServer? _smtp;

    public IAdapterModule Module { get; } = new EmailModule();

    public TimeProvider Time { get; } = new ManualTimeProvider();

    public string Contact => "bob@example.test";

    public IReadOnlyList<string> Spellings => ["Bob@Example.TEST", " bob@example.test ", "mailto:bob@example.test", "\"bob\"@example.test"];

    public IReadOnlyDictionary<string, string?> Settings { get; private set; } = new Dictionary<string, string?>();

    public int Contacts => _smtp?.Connections ?? 0;

    public IReadOnlyList<string> Taken => [.. _smtp!.Messages.Select(mail => MessageId().Match(mail).Groups[1].Value)];

    public Task StartPeerAsync(string folder, CancellationToken cancellationToken)
    {
        _smtp = new FakeSmtpServer();
        Settings = new Dictionary<string, string?>
        {
            ["Domain"] = "mail.localhost",
            ["MailDomain"] = "bridge.test",
            ["Lmtp:Listen"] = "127.0.0.1:0",
            ["Smtp:Server"] = $"127.0.0.1:{_smtp.Port}",
            ["Smtp:Security"] = "none",
        };
        return Task.CompletedTask;
    }

    public async Task StopPeerAsync()
    {
        await _smtp!.DisposeAsync();
        _smtp = null;
    }

    public void Hang() => _smtp!.BeforeAccepting = () => _end.Task;

    public string Nobody => "nobody@example.test";

    public string SearchedFor => throw new NotSupportedException();

    public int Found => throw new NotSupportedException();

    public Task<bool> HandOverAsync(IAdapter adapter, string id, string body, CancellationToken cancellationToken) =>
        HandOverAsync(adapter, id, "", body, cancellationToken);

    public async Task IntroduceAsync(IAdapter adapter, CancellationToken cancellationToken) => Assert.True(
        await HandOverAsync(adapter, "introduction", "Chat-Version: 1.0\r\nChat-User-Avatar: base64:iVBORw0KGgo=\r\n", "It is me", cancellationToken));

    private async Task<bool> HandOverAsync(IAdapter adapter, string id, string fields, string body, CancellationToken cancellationToken)
    {
        using var client = await LmtpClient.ConnectAsync(((EmailAdapter)adapter).LmtpEndPoint!, cancellationToken);
        await client.ReadAsync(cancellationToken);
        await client.AskAsync("LHLO mta.test", cancellationToken);
        await client.AskAsync($"MAIL FROM:<{Contact}>", cancellationToken);
        await client.AskAsync("RCPT TO:<alice@bridge.test>", cancellationToken);
        await client.AskAsync("DATA", cancellationToken);
        var answer = await client.AskAsync(
            $"From: Bob <{Contact}>\r\nTo: alice@bridge.test\r\nDate: Sun, 22 Nov 2026 03:04:05 +0000\r\n"
            + $"{fields}Message-ID: <{id}@example.test>\r\n\r\n{body}\r\n.",
            cancellationToken);
        Assert.Contains(answer![..3], (string[])["250", "451"]);
        return answer[..3] == "250";
    }

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        if (_smtp is not null)
        {
            await _smtp.DisposeAsync();
        }
    }

    [GeneratedRegex("^Message-ID: *<([^>]*)>", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex MessageId();
}
