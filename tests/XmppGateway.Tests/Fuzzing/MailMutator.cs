using System.Text;
using XmppGateway.Tests.Adapters.Email.Mime;

namespace XmppGateway.Tests.Fuzzing;

/// <summary>Mutated mails, and mutated dialogues that carry them.</summary>
internal sealed class MailMutator
{
    private const int LargestSeed = 100_000;

    private static readonly string[] Tokens =
    [
        "\r\n", "\n", "\r", "\r\n.\r\n", ".", "\0", "--", "=?utf-8?B?", "?=", "\"", "<", ">", "@", ":", ";", "\u00E4", "\uFFFD", "\u001b$B", " ", "\t",
        "From: \"\u202E<x>\" <alice@bridge.test>\r\n", "From:\r\n", "Message-ID: <\u0001&'>\r\n", "Subject: =?utf-8?Q?=00=01=7F?=\r\n", "Date: x\r\n",
        "Auto-Submitted: auto-replied\r\n", "List-Id: <l.example.test>\r\n", "Content-Type: text/html\r\n\r\n<p>&#0;&#xD800;&#x1F600;<b>\r\n",
        "Content-Type: text/plain; charset=utf-7\r\n\r\n+2AA-\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n",
        "Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822;x@y.test\r\nAction: failed\r\nStatus: 5.1.1\r\n",
    ];

    private static readonly string[] Commands =
    [
        "LHLO", "EHLO x", "HELO x", "MAIL FROM:<>", "MAIL FROM:<a@b.test> SIZE=99999999999", "RCPT TO:<alice@bridge.test>", "RCPT TO:<>", "RCPT TO:<x@y.test>",
        "RCPT TO:<alice=elsewhere.test@bridge.test>", "DATA", "RSET", "NOOP", "VRFY x", "BDAT 5", "STARTTLS", "QUIT", "\0", new('x', 3_000),
    ];

    private readonly Random _random;
    private readonly IReadOnlyList<byte[]> _seeds;

    public MailMutator(Random random)
    {
        _random = random;
        _seeds = [.. Fixtures.All.Select(mail => Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n"))), .. Corpora()];
    }

    /// <summary>All that one client says on one connection.</summary>
    public byte[] NextDialogue()
    {
        var from = _random.Next(4) == 0 ? "" : $"sender{_random.Next(20)}@example.test";
        var before = $"LHLO mta.test\r\nMAIL FROM:<{from}> SMTPUTF8\r\nRCPT TO:<alice@bridge.test>\r\nRCPT TO:<carol@bridge.test>\r\nDATA\r\n";
        var mail = Mutate(_seeds[_random.Next(_seeds.Count)], Tokens);
        var opening = Encoding.UTF8.GetBytes(before);
        byte[] dialogue = [.. _random.Next(3) == 0 ? Mutate(opening, [.. Commands.Select(c => c + "\r\n"), .. Tokens]) : opening, .. mail, .. "\r\n.\r\nQUIT\r\n"u8];
        return _random.Next(10) == 0 ? dialogue[.._random.Next(dialogue.Length)] : dialogue;
    }

    private byte[] Mutate(byte[] seed, string[] tokens)
    {
        var bytes = seed.ToList();
        for (var change = _random.Next(6); change > 0; change--)
        {
            var at = _random.Next(bytes.Count + 1);
            switch (_random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(_random.Next(60), bytes.Count - at));
                    break;
                case 2:
                    var start = _random.Next(bytes.Count + 1);
                    bytes.InsertRange(at, bytes.GetRange(start, Math.Min(_random.Next(400), bytes.Count - start)));
                    break;
                case 3:
                    var token = Encoding.UTF8.GetBytes(tokens[_random.Next(tokens.Length)]);
                    bytes.InsertRange(at, Enumerable.Repeat(token, _random.Next(1, 100)).SelectMany(t => t));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(tokens[_random.Next(tokens.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    // Public corpora beside the checkout widen the seeds; without them the fixtures have to do.
    private static IEnumerable<byte[]> Corpora()
    {
        var folder = Corpus.Root;
        return !Directory.Exists(folder) ? [] :
            from file in Directory.EnumerateFiles(folder, "*.eml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            where new FileInfo(file).Length < LargestSeed
            select File.ReadAllBytes(file);
    }
}
