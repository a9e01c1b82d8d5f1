using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Dns;
using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email.Doctor;

/// <summary>The ways of mail: out by SMTP, in by LMTP, once around through the mail server, and what the DNS says.</summary>
internal sealed class MailChecks(LinkCheckContext context, EmailOptions options)
{
    /// <summary>For the mail server to hand the probe over.</summary>
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);
    private const int MaxGreeting = 512;

    private string? _withoutProbe;

    private string Server => $"{options.SmtpHost}:{options.SmtpPort}";

    public IReadOnlyList<LinkCheck> All() =>
    [
        new("SMTP login at " + Server, LogInAsync),
        new("LMTP at " + options.LmtpListen, LookAtLmtpAsync),
        new("mail through the mail server", SendProbeAsync),
        .. new DomainChecks(options.MailDomain, options.SmtpHost, DnsResolver.OfSystem(context.Time).AskAsync).All(),
    ];

    /// <summary>All the way to where a mail could be sent, and then goodbye.</summary>
    private async Task<CheckResult> LogInAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await new SmtpDialer(options.ReadSmtp(context.ResolvePath), context.Time).OpenAsync(cancellationToken);
            var how = $"{(options.SmtpUsername is { } user ? "logged in as " + user : "no login configured")}, {Words(options.SmtpSecurity)}";
            return connection.Server.Dsn
                ? CheckResult.Ok(how)
                : CheckResult.Warning(
                    how + "; it offers no DSN (RFC 3461): who did not get a mail is known by the return path only",
                    "Postfix, /etc/postfix/main.cf: take dsn out of smtpd_discard_ehlo_keywords.");
        }
        catch (SmtpUnavailableException e)
        {
            _withoutProbe = "there is no way to send it";
            return CheckResult.Failed(e.Message, e.IsLogin ? MailRemedies.Login(context.Network, Server) : MailRemedies.Server(context.Network, Server));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            _withoutProbe = "there is no way to send it";
            return CheckResult.Failed("a file of Smtp cannot be read: " + e.Message, "Make it readable for the gateway's user:", "  chgrp xmpp-gateway FILE && chmod 640 FILE");
        }
    }

    private async Task<CheckResult> LookAtLmtpAsync(CancellationToken cancellationToken)
    {
        if (!LmtpEndpoint.TryParse(options.LmtpListen, context.ResolvePath, out var endpoint))
            return CheckResult.Failed("is nothing to listen on");

        try
        {
            if (context.GatewayRuns)
                return await GreetAsync(endpoint, cancellationToken);

            endpoint.Open(1).Dispose();
            endpoint.Remove();
            return CheckResult.Ok("free");
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            _withoutProbe = "LMTP does not work";
            return CheckResult.Failed(
                context.GatewayRuns ? "the running gateway does not answer: " + e.Message : e.Message,
                "gateway.json, an address of this machine that no other program has:",
                $"  \"{context.Network}\": {{ \"Lmtp\": {{ \"Listen\": \"127.0.0.1:8424\" }} }}");
        }
    }

    /// <summary>Connects as the mail server would.</summary>
    private async Task<CheckResult> GreetAsync(LmtpEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var socket = endpoint.SocketFile is null
            ? new Socket(endpoint.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(endpoint.Address, cancellationToken);
        var buffer = new byte[MaxGreeting];
        var greeting = Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, cancellationToken)).TrimEnd();
        await socket.SendAsync("QUIT\r\n"u8.ToArray(), cancellationToken);
        var ours = LmtpReply.Greeting(options.MailDomain);
        if (greeting == $"{ours.Code} {ours.Text}")
            return CheckResult.Ok("the running gateway answers");

        _withoutProbe = "LMTP does not work";
        return CheckResult.Failed("another program answers: " + greeting, "End it, or give the gateway another address in Lmtp:Listen.");
    }

    private async Task<CheckResult> SendProbeAsync(CancellationToken cancellationToken)
    {
        if (_withoutProbe is { } reason)
            return CheckResult.Skipped(reason);

        var probe = new ProbeMail();
        if (context.GatewayRuns)
        {
            return context.State is not { } state
                ? CheckResult.Skipped("the running gateway would take it, and cannot be asked without its store")
                : await SendAsync(
                    probe,
                    () => probe.AnnounceAsync(state, context.Time.GetUtcNow(), cancellationToken),
                    token => PollAsync(probe, state, token),
                    cancellationToken);
        }

        _ = LmtpEndpoint.TryParse(options.LmtpListen, context.ResolvePath, out var endpoint);
        var mailbox = new ProbeMailbox(probe);
        var limits = new LmtpLimits();
        await using var server = new LmtpServer(
            endpoint!, mailbox, new LmtpServerContext(options.MailDomain, limits, new BufferBudget(limits.MaxBufferedBytes), context.Time, NullLogger.Instance));
        server.Start();
        try
        {
            return await SendAsync(probe, () => ValueTask.CompletedTask, token => mailbox.Arrived.WaitAsync(token), cancellationToken);
        }
        finally
        {
            using var patience = new CancellationTokenSource(StopTime, context.Time);
            await server.StopAsync(patience.Token);
        }
    }

    private async Task<CheckResult> SendAsync(ProbeMail probe, Func<ValueTask> prepare, Func<CancellationToken, Task> arrive, CancellationToken cancellationToken)
    {
        await prepare();
        await using var client = new SmtpClient(new SmtpDialer(options.ReadSmtp(context.ResolvePath), context.Time), context.Time);
        var results = await client.SendAsync(probe.Envelope(options.MailDomain, context.Time.GetUtcNow()), cancellationToken);
        if (results[0] is not DeliveryResult.Delivered)
        {
            return CheckResult.Failed(
                $"the mail server does not take a mail for {options.MailDomain}: {Reason(results[0])}",
                [.. MailRemedies.HandOver(options.MailDomain, options.LmtpListen), .. MailRemedies.Senders(options.MailDomain, options.SmtpUsername)]);
        }

        var sent = context.Time.GetTimestamp();
        using var patience = new CancellationTokenSource(ProbeTime, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await arrive(either.Token);
            return CheckResult.Ok(string.Create(
                CultureInfo.InvariantCulture,
                $"a probe came back after {context.Time.GetElapsedTime(sent).TotalSeconds:0.0} s{(context.GatewayRuns ? " (seen by the running gateway)" : "")}"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckResult.Failed(
                $"the mail server took a probe for {options.MailDomain} and did not hand it over within {ProbeTime.TotalSeconds:0} s",
                [
                    .. MailRemedies.HandOver(options.MailDomain, options.LmtpListen),
                    "Its queue says why. After the gateway was away, Postfix waits some minutes before it tries again; at once with:",
                    "  postqueue -p; postqueue -f",
                ]);
        }
    }

    private async Task PollAsync(ProbeMail probe, IAdapterState state, CancellationToken cancellationToken)
    {
        while (!await probe.HasArrivedAsync(state, cancellationToken))
            await Task.Delay(PollPause, context.Time, cancellationToken);
    }

    private static string Reason(DeliveryResult result) => result switch
    {
        DeliveryResult.Retry retry => retry.Detail ?? retry.Reason.English,
        DeliveryResult.Rejected rejected => rejected.Reason.English,
        _ => result.GetType().Name,
    };

    private static string Words(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => "STARTTLS",
        SmtpSecurity.Tls => "TLS",
        _ => "without TLS",
    };
}
