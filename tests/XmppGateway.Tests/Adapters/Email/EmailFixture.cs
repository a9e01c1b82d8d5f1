using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

/// <summary>The whole adapter between a raw LMTP client and a fake submission server.</summary>
internal sealed class EmailFixture : IAsyncDisposable
{
    public const string DeliveryId = "abcdefghijklmnopqrstuvwx23";

    private EmailFixture(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Domain"] = "mail.localhost",
            ["MailDomain"] = "bridge.test",
            ["Lmtp:Listen"] = "127.0.0.1:0",
            ["Smtp:Server"] = $"127.0.0.1:{Smtp.Port}",
            ["Smtp:Security"] = "none",
        };
        foreach (var (key, value) in settings)
            all[key] = value;

        Context = new("mail", all);
        Adapter = (EmailAdapter)new EmailModule().Create(Context);
    }

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public FakeSmtpServer Smtp { get; } = new();

    public FakeAdapterContext Context { get; }

    public EmailAdapter Adapter { get; private set; }

    public static async Task<EmailFixture> StartAsync(params (string Key, string Value)[] settings)
    {
        var fixture = new EmailFixture(settings);
        await fixture.Adapter.StartAsync(Cancelled);
        return fixture;
    }

    /// <summary>Ends the adapter and begins it again over the same notes.</summary>
    public async Task RestartAsync()
    {
        await Adapter.StopAsync(Cancelled);
        await Adapter.DisposeAsync();
        Adapter = (EmailAdapter)new EmailModule().Create(Context);
        await Adapter.StartAsync(Cancelled);
    }

    /// <summary>That of the mail that was sent last.</summary>
    public string ReturnPath => Smtp.Commands.Last(command => command.StartsWith("MAIL FROM:<", StringComparison.Ordinal))["MAIL FROM:<".Length..].Split('>')[0];

    /// <summary>Hands a mail over by LMTP and gives the answers to RCPT, or those after the dot when all were accepted.</summary>
    public async Task<IReadOnlyList<string>> ReceiveAsync(string mail, string to = "alice@bridge.test", string from = "bob@example.test")
    {
        using var client = await LmtpClient.ConnectAsync(Adapter.LmtpEndPoint!, Cancelled);
        await client.ReadAsync(Cancelled);
        await client.AskAsync("LHLO mta.test", Cancelled);
        await client.AskAsync($"MAIL FROM:<{from}> SMTPUTF8", Cancelled);
        var recipients = to.Split(' ');
        var answers = new List<string>();
        foreach (var recipient in recipients)
            answers.Add((await client.AskAsync($"RCPT TO:<{recipient}>", Cancelled))!);

        if (!answers.Any(answer => answer.StartsWith('2')))
            return answers;

        await client.AskAsync("DATA", Cancelled);
        await client.WriteAsync(mail.ReplaceLineEndings("\r\n") + "\r\n.\r\n", Cancelled);
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].StartsWith('2'))
                answers[i] = (await client.ReadAsync(Cancelled))!;
        }

        return answers;
    }

    /// <summary>Sends a message as the engine would.</summary>
    public ValueTask<DeliveryResult> SendAsync(Message message, string id = DeliveryId) =>
        Adapter.SendAsync(new Delivery(id, message, 1), Cancelled);

    public Message Say(string text, string to = "bob@example.test", string from = "alice@localhost") => new()
    {
        User = Jid.Parse(from),
        Contact = Adapter.ParseAddress(to) ?? new(new(to), to),
        Timestamp = Context.Time.GetUtcNow(),
        Body = new(text),
    };

    public async ValueTask DisposeAsync()
    {
        await Adapter.DisposeAsync();
        await Smtp.DisposeAsync();
        Context.Log.Dispose();
    }
}
