using XmppGateway.Adapters.Email.Smtp.Sasl;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>From the first byte to a session that takes mail: greeting, EHLO, STARTTLS, AUTH.</summary>
internal sealed class SmtpHandshake(SmtpChannel channel, SmtpSettings settings, CancellationToken cancellationToken)
{
    /// <summary>Gives what the server offers in the end.</summary>
    /// <exception cref="SmtpUnavailableException">One of the steps was refused.</exception>
    public async ValueTask<SmtpCapabilities> RunAsync()
    {
        if (settings.Security == SmtpSecurity.Tls)
            await channel.EncryptAsync(ServerTrust.OptionsFor(settings), cancellationToken);

        Require(await channel.ReadAsync(SmtpTimeouts.Command, cancellationToken), 220, "turned the connection away");
        var offered = await SayHelloAsync();
        if (settings.Security == SmtpSecurity.StartTls)
            offered = await StartTlsAsync(offered);
        if (settings is { Username: { } username, Password: { } password })
            offered = await LogInAsync(offered, username, password);

        return offered;
    }

    private async ValueTask<SmtpCapabilities> SayHelloAsync()
    {
        var reply = await channel.AskAsync("EHLO " + settings.ClientName, cancellationToken);
        Require(reply, 250, "refused EHLO");
        return SmtpCapabilities.Parse(reply);
    }

    private async ValueTask<SmtpCapabilities> StartTlsAsync(SmtpCapabilities offered)
    {
        // RFC 8314 §4.1: an attacker who removes the offer must not win a connection in clear.
        if (!offered.StartTls)
            throw new SmtpUnavailableException(SmtpTexts.NoTls, "The mail server does not offer STARTTLS, and the configuration demands it.");

        Require(await channel.AskAsync("STARTTLS", cancellationToken), 220, "refused STARTTLS");
        await channel.EncryptAsync(ServerTrust.OptionsFor(settings), cancellationToken);

        // RFC 3207 §4.2: what was offered in clear is forgotten.
        return await SayHelloAsync();
    }

    private async ValueTask<SmtpCapabilities> LogInAsync(SmtpCapabilities offered, string username, string password)
    {
        var isPrivate = channel.IsEncrypted || settings.IsLoopback;
        var mechanism = SaslChoice.Choose(offered.Auth, isPrivate, username, password)
            ?? throw new SmtpUnavailableException(SmtpTexts.NoLogin, isPrivate
                ? "The mail server offers no way to log in that this program knows (SCRAM-SHA-256, PLAIN, LOGIN)."
                : "The mail server offers no way to log in that is safe without TLS.");

        var initial = mechanism.Begin();
        var reply = await channel.AskAsync("AUTH " + mechanism.Name + (initial is null ? "" : " " + Encode(initial)), cancellationToken);
        while (reply.Code == 334)
        {
            var answer = Decode(reply.Lines[0]) is { } challenge ? mechanism.Respond(challenge) : null;

            // RFC 4954 §4: "*" breaks the exchange off.
            reply = await channel.AskAsync(answer is null ? "*" : Convert.ToBase64String(answer), cancellationToken);
            if (answer is null)
                throw new SmtpUnavailableException(SmtpTexts.NoLogin, $"The login at the mail server was broken off: its {mechanism.Name} answer is wrong.");
        }

        Require(reply, 235, "refused the login");
        if (!mechanism.IsComplete)
            throw new SmtpUnavailableException(SmtpTexts.NoLogin, $"The mail server skipped its part of {mechanism.Name}.");

        // Some servers offer more to those they know. COMPAT(OpenSMTPD): refuses a second EHLO, and what it offered before holds.
        var again = await channel.AskAsync("EHLO " + settings.ClientName, cancellationToken);
        return again.Code == 250 ? SmtpCapabilities.Parse(again) : offered;
    }

    private static void Require(SmtpReply reply, int code, string failure)
    {
        if (reply.Code != code)
            throw new SmtpUnavailableException(SmtpTexts.Refused(reply), $"The mail server {failure}: {reply.Words}") { Reply = reply };
    }

    /// <summary>RFC 4954 §4: an empty initial response is written as "=".</summary>
    private static string Encode(byte[] initial) => initial.Length == 0 ? "=" : Convert.ToBase64String(initial);

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) ? bytes[..length] : null;
    }
}
