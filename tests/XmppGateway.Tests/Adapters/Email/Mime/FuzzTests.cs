using System.Diagnostics;
using System.Globalization;
using System.Text;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>Hostile mail: never an exception, and never more than linear time or memory.</summary>
public sealed class FuzzTests
{
    // Generous, for busy machines: a linear reader needs some milliseconds. What it allocates does not depend on the machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestForOne = TimeSpan.FromSeconds(1);

    private static readonly string[] Tokens =
    [
        "\r\n", "\n", "\r", "\0", "--", "--b", "--b--", "--b\r\n", "=?", "?=", "=?utf-8?B?", "=?utf-7?Q?+", "\"", "\\", "(", ")", "<", ">", ":", ";", ",", "@", "=", "=\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: message/rfc822\r\n\r\n", "Content-Type: text/html\r\n\r\n", "Content-Transfer-Encoding: base64\r\n",
        "Content-Type: message/delivery-status\r\n\r\n", "Final-Recipient: rfc822;", "charset=utf-16", "charset=utf-7", "charset=iso-2022-jp", "filename*0*=", "filename*1=", "<table><tr><td>", "</a>", "<a href=http://x>",
        "\u001b$B", "\xff\xfe", "\ufeff", "[", "]", "\t", " ",
    ];

    public static TheoryData<string> Traps => ["nested multiparts", "nested messages", "same boundary", "colons", "encoded words", "open encoded words", "recipients", "groups", "open quote",
        "open comment", "open angle", "nested comments", "parameters", "continuations", "open parameter", "header fields", "long header", "no line ends", "delimiters", "delimiter look-alikes",
        "empty parts", "html depth", "html hidden depth", "html lists in lists", "html open tags", "html lists", "html formatting", "html attributes", "html links", "html tables", "references", "date words", "status groups", "flowed", "uuencode", "uuencoded files", "unindented", "quotations", "introductions"];

    [Theory]
    [MemberData(nameof(Traps))]
    public void A_trap_costs_no_more_than_its_size(string trap)
    {
        var raw = Encoding.UTF8.GetBytes(Build(trap));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        ReadAll(raw);
        watch.Stop();
        var perByte = (GC.GetAllocatedBytesForCurrentThread() - before) / raw.Length;
        TestContext.Current.TestOutputHelper?.WriteLine($"{raw.Length} bytes, {watch.ElapsedMilliseconds} ms, {perByte} bytes allocated a byte");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);

        // A page of the shortest elements: five bytes become an element, a list item with its text and a line.
        Assert.InRange(perByte, 0, 1000);
    }

    /// <summary>For as long as FUZZ_SECONDS says, or for as many mails as FUZZ_MAILS says. The seed is fixed: the same build reads the same mails.</summary>
    [Fact]
    public void Mutations_never_break_the_reader()
    {
        var random = new Random(20261122);
        var seeds = Fixtures.All.Select(Encoding.UTF8.GetBytes).Concat(Corpus.Seeds()).ToList();
        var mails = Environment.GetEnvironmentVariable("FUZZ_MAILS") is { } number ? long.Parse(number, CultureInfo.InvariantCulture) : (long?)null;
        var budget = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("FUZZ_SECONDS") ?? "5", CultureInfo.InvariantCulture));
        var clock = Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        var (read, most) = (0L, 0L);
        while (mails is { } all ? read < all : read < Effort.Of(2000) || clock.Elapsed < budget)
        {
            var raw = Mutate(seeds[random.Next(seeds.Count)], random);
            try
            {
                var (time, allocated) = Measure(raw);
                slowest = time > slowest ? time : slowest;
                most = Math.Max(most, allocated);
                Assert.InRange(time, TimeSpan.Zero, LongestForOne);
                Assert.InRange(allocated, 0, 1_000_000 + (500L * raw.Length));
            }
            catch (Exception problem)
            {
                throw new InvalidOperationException($"Mail {read}: {Convert.ToBase64String(raw)}", problem);
            }

            read++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{read:N0} mails of {seeds.Count} seeds in {clock.Elapsed.TotalSeconds:N0} s; the slowest took {slowest.TotalMilliseconds:0} ms, the largest allocated {most >> 10:N0} KiB; RSS {Environment.WorkingSet >> 20} MiB"));
    }

    [Fact]
    public void Tight_limits_are_kept_and_named()
    {
        var limits = new MimeLimits { HeaderCount = 3, HeaderFieldBytes = 50, HeaderBytes = 200, Parts = 4, Depth = 2, Addresses = 1, TextBytes = 10 };
        foreach (var fixture in Fixtures.All)
        {
            var mail = MessageView.Read(Encoding.UTF8.GetBytes(fixture), limits);
            var parts = mail.Root.Walk().ToList();
            Assert.InRange(parts.Count, 1, 4);
            Assert.All(parts, part => Assert.InRange(part.Headers.Count, 0, 3));
            Assert.All(parts, part => Assert.InRange(part.Text.Length, 0, 10));
        }
    }

    private static void ReadAll(byte[] raw)
    {
        var mail = MessageView.Read(raw);
        _ = MailInterpreter.Interpret(mail);
        _ = (mail.Subject, mail.From, mail.To, mail.Cc, mail.ReplyTo, mail.Sender, mail.MessageId, mail.InReplyTo, mail.References, mail.Date, mail.Damage);
        foreach (var part in mail.Root.Walk())
        {
            _ = (part.Text, part.FileName, part.ContentId, part.DecodeBody());
            foreach (var field in part.Headers)
            {
                _ = field.Value;
            }
        }

        foreach (var mailbox in mail.From.Concat(mail.To))
        {
            _ = EmailAddress.TryParse(mailbox.Address, out _);
        }
    }

    /// <summary>The time and the bytes allocated. What takes long is read once more: the machine may have been busy with something else.</summary>
    private static (TimeSpan Time, long Allocated) Measure(byte[] raw)
    {
        var time = TimeSpan.MaxValue;
        var allocated = 0L;
        for (var tries = 0; tries < 3 && time > LongestForOne; tries++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            ReadAll(raw);
            var took = Stopwatch.GetElapsedTime(began);
            time = took < time ? took : time;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return (time, allocated);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var raw = seed.ToList();
        for (var rounds = random.Next(1, 8); rounds > 0; rounds--)
        {
            var at = random.Next(raw.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    raw.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                    break;
                case 1:
                    raw.RemoveRange(at, Math.Min(random.Next(40), raw.Count - at));
                    break;
                case 2 when at < raw.Count:
                    raw[at] = (byte)random.Next(256);
                    break;
                case 3:
                    var from = random.Next(raw.Count + 1);
                    raw.InsertRange(at, raw.GetRange(from, Math.Min(random.Next(300), raw.Count - from)));
                    break;
                case 4:
                    raw.RemoveRange(at, raw.Count - at);
                    break;
                default:
                    break;
            }
        }

        return [.. raw];
    }

    private static string Build(string trap) => trap switch
    {
        "nested multiparts" => string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")),
        "nested messages" => Many("Content-Type: message/rfc822\n\n", 20_000),
        "same boundary" => Many("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 20_000),
        "colons" => "From: " + Many(":", 100_000),
        "encoded words" => "Subject: " + Many("=?utf-8?Q?a?= ", 200_000) + "\n\n",
        "open encoded words" => "Subject: " + Many("=?utf-8?Q?", 20_000) + "\nX: " + Many("=?", 30_000),
        "recipients" => Many("To: " + Many("a@b.example, ", 2_000) + "\n", 100),
        "groups" => "To: " + Many("g:a@b;", 10_000),
        "open quote" => "To: " + Many("\"\\", 30_000),
        "open comment" => "To: a " + Many("(", 60_000) + "\nDate: " + Many("(", 60_000),
        "open angle" => "To: " + Many("<a", 30_000) + "\nReferences: " + Many("<", 60_000),
        "nested comments" => "To: " + Many("(", 30_000) + Many(")", 30_000) + " <a@b>",
        "parameters" => "Content-Type: text/plain" + Many(";a=b", 15_000),
        "continuations" => "Content-Type: text/plain" + string.Concat(Enumerable.Range(0, 4_000).Select(i => $";a*{4000 - i}*=x%41")),
        "open parameter" => "Content-Type: text/plain; a=\"" + Many("\\", 60_000),
        "header fields" => Many("A: b\n", 100_000) + "\n",
        "long header" => "Subject: " + Many("x\n ", 300_000),
        "no line ends" => Many("x", 1_000_000),
        "delimiters" => "Content-Type: multipart/mixed; boundary=b\n\n" + Many("--b\n", 200_000),
        "delimiter look-alikes" => "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + Many("--b-\n--", 150_000),
        "empty parts" => "Content-Type: multipart/digest; boundary=b\n\n" + Many("--b\n\n\n", 100_000),
        "html depth" => Html(Many("<div>", 30_000)),
        "html hidden depth" => Html(Many("<div></x>", 60_000)),
        "html lists in lists" => Html(Many("<ul></x>", 65_000)),
        "html open tags" => Html(Many("<", 200_000)),
        "html lists" => Html("<ol>" + Many("<li>a", 20_000)),
        "html formatting" => Html(Many("<b><i><a>", 10_000) + "x"),
        "html attributes" => Html("<a " + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"a{i}=1 ")) + ">"),
        "html links" => Html(Many("<a href='http://x.example/'>a</a>", 10_000) + Many("<a href='http://x.example/'>", 5_000)),
        "html tables" => Html(Many("<table><tr><td>", 10_000)),
        "references" => "References: " + Many("<a@b> ", 100_000) + "\n\n",
        "date words" => "Date: " + Many("1 2:3 +4 x-", 20_000),
        "status groups" => "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" + Many("\nFinal-Recipient: rfc822;a@b\nAction: failed\n", 50_000),
        "flowed" => "Content-Type: text/plain; format=flowed\n\n" + Many(">a \n", 200_000),
        "quotations" => "A: b\n\na\n" + Many("> ", 500_000) + "\n" + Many(">\n", 250_000),
        "introductions" => "A: b\n\na\n" + Many("On ", 200_000) + "\n" + Many("On 1.1.2024\n", 40_000),
        "uuencode" => "Content-Transfer-Encoding: x-uuencode\n\n" + Many("M\n", 200_000),
        "uuencoded files" => "A: b\n\n" + Many("begin 644 a\n#0V%T\n", 50_000) + Many("begin 644 a\n#0V%T\nend\n", 500),
        "unindented" => "A: b\n" + Many("no field\n", 100_000),
        _ => throw new ArgumentOutOfRangeException(nameof(trap)),
    };

    private static string Html(string body) => "Subject: x\nContent-Type: text/html\n\n" + body;

    private static string Many(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
