using System.Diagnostics;
using System.Globalization;
using System.Text;
using XmppGateway.Testing;

namespace XmppGateway.Benchmarks.Mail;

/// <summary>Mails a second from LMTP to stanza: each is answered after it is in the store, and done when the XMPP server has it.</summary>
internal static class MailFlow
{
    private const int Users = 50;
    private const int Authors = 200;

    public static async Task<int> RunAsync(string[] args)
    {
        var n = Options.Number(args, "--n", 10_000);
        var connections = Options.Number(args, "--connections", 20);
        await using var smtp = new FakeSmtpServer();
        await using var gateway = await MailChild.StartAsync(smtp);
        Console.WriteLine($"{n:N0} mails of {Mail(0).Length:N0} bytes on {connections} connections, {Authors} authors, {Users} users");
        Console.WriteLine();
        Console.WriteLine("| pass | mails/s, stored | mails/s, as stanzas | CPU µs a mail | RSS MiB |");
        Console.WriteLine("|---|---|---|---|---|");
        var number = 0;
        for (var pass = 1; pass <= Options.Number(args, "--passes", 3); pass++)
        {
            gateway.Process.Refresh();
            var cpu = gateway.Process.TotalProcessorTime;
            var all = gateway.Xmpp.Bodies + n;
            var last = number + n;
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
            {
                using var client = await gateway.ConnectAsync();
                for (var mine = Interlocked.Increment(ref number); mine <= last; mine = Interlocked.Increment(ref number))
                {
                    await SendAsync(client, mine);
                }
            })));
            var stored = clock.Elapsed;
            number = last;
            while (gateway.Xmpp.Bodies < all)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }

            var done = clock.Elapsed;
            gateway.Process.Refresh();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {pass} | {n / stored.TotalSeconds:N0} | {n / done.TotalSeconds:N0} | {(gateway.Process.TotalProcessorTime - cpu).TotalMicroseconds / n:N0} | {gateway.Process.WorkingSet64 >> 20} |"));
        }

        return 0;
    }

    // As mail servers do it (RFC 2920): the envelope in one breath, then the mail.
    private static async Task SendAsync(LmtpClient client, int number)
    {
        await client.WriteAsync(
            $"MAIL FROM:<author{number % Authors}@example.test>\r\nRCPT TO:<user{number % Users}@bridge.test>\r\nDATA\r\n", CancellationToken.None);
        await client.ReadCodesAsync(3, CancellationToken.None);
        await client.WriteAsync(Mail(number) + ".\r\n", CancellationToken.None);
        if (await client.ReadAsync(CancellationToken.None) is not { } answer || !answer.StartsWith("250", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("A mail was not taken.");
        }
    }

    /// <summary>What people write each other with usual programs: the text twice, an answer with a quotation, a signature, some trace fields.</summary>
    private static string Mail(int number)
    {
        var mail = new StringBuilder()
            .Append("Return-Path: <author@example.test>\nReceived: from mx.example.test (mx.example.test [192.0.2.1])\n\tby mail.bridge.test (Postfix) with ESMTPS id 4XxYyZ1234\n")
            .Append("\tfor <user@bridge.test>; Sun, 22 Nov 2026 03:04:05 +0000 (UTC)\n")
            .Append(CultureInfo.InvariantCulture, $"From: =?utf-8?Q?J=C3=B6rg_Author?= <author{number % Authors}@example.test>\nTo: user{number % Users}@bridge.test\n")
            .Append(CultureInfo.InvariantCulture, $"Subject: Re: The plan for =?utf-8?B?TcOkcno=?=\nMessage-ID: <flow-{number}@example.test>\n")
            .Append("Date: Sun, 22 Nov 2026 03:04:05 +0000\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"b\"\n\n")
            .Append("--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n");
        for (var i = 0; i < 8; i++)
        {
            mail.Append("That is a line of an answer with an =C3=A4 in it, as long as lines are.\n");
        }

        mail.Append("\nOn 21 Nov 2026 at 10:00, User <user@bridge.test> wrote:\n> What about it?\n> I should like to know.\n\n-- \nJ=C3=B6rg\n")
            .Append("--b\nContent-Type: text/html; charset=utf-8\n\n<html><head><style>p { margin: 0 }</style></head><body>\n");
        for (var i = 0; i < 8; i++)
        {
            mail.Append("<p>That is a line of an <b>answer</b> with an ä in it, as long as lines are.</p>\n");
        }

        return mail.Append("<blockquote type=\"cite\"><p>What about it?</p></blockquote></body></html>\n--b--\n").Replace("\n", "\r\n").ToString();
    }
}
