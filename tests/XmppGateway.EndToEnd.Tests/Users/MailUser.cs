using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A person with a mailbox: submission with a log-in, reading by IMAP.</summary>
public sealed class MailUser : IAsyncDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly LineProcess _process;
    private readonly Channel<JsonNode> _answers = Channel.CreateUnbounded<JsonNode>();
    private readonly SemaphoreSlim _asking = new(1);
    private readonly CancellationTokenSource _leaving = new();
    private readonly Task _polling;

    /// <param name="name">Before the @.</param>
    /// <param name="submission">Where they submit their mails; null for the submission port of Postfix.</param>
    public MailUser(string name, int? submission = null)
    {
        Address = name + "@example.test";
        _process = new LineProcess(
            "mail_client.py", [Address, "secret", $"{submission ?? Ports.Submission}", $"{Ports.Imap}", RealServers.Mail.Certificate], line => _answers.Writer.TryWrite(line));
        _polling = PollAsync(_leaving.Token);
    }

    public string Address { get; }

    public Journal<Mail> Inbox { get; } = new();

    public Task<Mail> MailAsync(string text, TimeSpan? within = null) =>
        Inbox.FirstAsync(mail => mail.Text.Contains(text, StringComparison.Ordinal), $"mail '{text}' to {Address}", within);

    /// <summary>Sends a mail as it is written here.</summary>
    /// <param name="to">To whom; several with spaces between them.</param>
    /// <param name="mail">Header, empty line, body.</param>
    /// <param name="sender">The reverse path; null for the own address, empty for the null sender.</param>
    public async Task SendRawAsync(string to, string mail, string? sender = null)
    {
        var (isAccepted, reply) = await TrySendRawAsync(to, mail, sender);
        Assert.True(isAccepted, reply);
    }

    /// <summary>The same, where the server may not want it; gives its words.</summary>
    public async Task<(bool IsAccepted, string? Reply)> TrySendRawAsync(string to, string mail, string? sender = null)
    {
        var answer = await AskAsync(new JsonObject { ["do"] = "raw", ["to"] = to, ["mail"] = mail, ["sender"] = sender });
        return ((bool)answer["accepted"]!, (string?)answer["reply"]);
    }

    /// <summary>Sends a mail with files; those with a Content-ID stand in the HTML.</summary>
    public async Task SendFilesAsync(string to, string text, string? html, params (string Name, string Type, byte[] Content, string? ContentId)[] files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var answer = await AskAsync(new JsonObject
        {
            ["do"] = "send",
            ["to"] = to,
            ["text"] = text,
            ["html"] = html,
            ["files"] = new JsonArray([.. files.Select(file => new JsonObject
            {
                ["name"] = file.Name, ["type"] = file.Type, ["content"] = Convert.ToBase64String(file.Content), ["cid"] = file.ContentId,
            })]),
        });
        Assert.True((bool)answer["accepted"]!, (string?)answer["reply"]);
    }

    /// <summary>Sends a mail; false when the mail server did not take it.</summary>
    public async Task<bool> TrySendAsync(string to, string text, string? inReplyTo = null, string? messageId = null)
    {
        var answer = await AskAsync(new JsonObject { ["do"] = "send", ["to"] = to, ["text"] = text, ["in_reply_to"] = inReplyTo, ["message_id"] = messageId });
        return (bool)answer["accepted"]!;
    }

    /// <summary>Twice when it must be: a connection that was kept may have ended when Postfix was stopped.</summary>
    public async Task SendAsync(string to, string text, string? inReplyTo = null) =>
        Assert.True(await TrySendAsync(to, text, inReplyTo) || await TrySendAsync(to, text, inReplyTo), $"Postfix did not take the mail for {to}");

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _polling;
        await _process.DisposeAsync();
        _asking.Dispose();
        _leaving.Dispose();
    }

    private async Task<JsonNode> AskAsync(JsonObject order)
    {
        await _asking.WaitAsync();
        try
        {
            await _process.WriteAsync(order);
            return await _answers.Reader.ReadAsync();
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var answer = await AskAsync(new JsonObject { ["do"] = "fetch" });
            foreach (var mail in answer["mails"].Deserialize<Mail[]>(SnakeCase)!)
                Inbox.Add(mail);
            // IMAP without IDLE: somebody has to look.
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
