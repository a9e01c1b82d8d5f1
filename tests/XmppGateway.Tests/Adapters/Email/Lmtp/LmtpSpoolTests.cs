using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Lmtp;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lmtp;

/// <summary>Mails that are too large for memory wait on the disk.</summary>
[SupportedOSPlatform("linux")]
public sealed class LmtpSpoolTests
{
    private const string Begin = "MAIL FROM:<>\r\nRCPT TO:<a@gw.test>\r\nDATA\r\n";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MessageBuffer.LargestInMemory - 1000)]
    [InlineData(MessageBuffer.LargestInMemory)]
    [InlineData((3 * 1024 * 1024) + 7)]
    public async Task Arrives_as_it_was_sent_whatever_its_size(int size)
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.GreetAsync();
        var mail = Text(size);

        await client.WriteAsync(Begin + mail + ".\r\nNOOP\r\n", Cancelled);

        Assert.Equal(["250", "250", "354", "250", "250"], await client.ReadCodesAsync(5, Cancelled));
        Assert.True(mail == Assert.Single(fixture.Mailbox.Stored).Message);
        Assert.Equal(0, fixture.Budget.Used);
        Assert.Empty(fixture.Mistakes);
    }

    [Fact]
    public async Task Holds_a_large_one_on_the_disk_only_and_nothing_afterwards()
    {
        var budget = new BufferBudget(10_000_000);
        using (var message = new MessageBuffer(5_000_000, budget))
        {
            for (var i = 0; i < 40; i++)
            {
                message.Append(new byte[100_000]);
                await message.SpoolAsync(Cancelled);
            }

            await message.CompleteAsync(Cancelled);

            Assert.True(message.IsSpooled);
            Assert.Equal(4_000_000, message.Written.Length);

            // The pooled memory is given back; what counts is the file.
            Assert.Equal(4_000_000, budget.Used);
            Assert.Empty(Leftovers());
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task Keeps_the_limit_of_a_message_and_the_common_one_on_the_disk()
    {
        await using var fixture = new LmtpFixture(new() { MaxMessageBytes = 1_000_000, MaxBufferedBytes = 900_000 });
        using var client = await fixture.GreetAsync();

        await client.WriteAsync(Begin + Text(1_100_000) + ".\r\n" + Begin + Text(950_000) + ".\r\n" + Begin + Text(300_000) + ".\r\n", Cancelled);

        var codes = await client.ReadCodesAsync(12, Cancelled);
        Assert.Equal(["452", "452", "250"], [codes[3], codes[7], codes[11]]);
        Assert.Equal(0, fixture.Budget.Used);
        Assert.Single(fixture.Mailbox.Stored);

        await using var roomy = new LmtpFixture(new() { MaxMessageBytes = 1_000_000 });
        using var other = await roomy.GreetAsync();
        await other.WriteAsync(Begin + Text(1_100_000) + ".\r\n", Cancelled);
        Assert.Equal("552", (await other.ReadCodesAsync(4, Cancelled))[3]);
        Assert.Equal(0, roomy.Budget.Used);
    }

    [Fact]
    public async Task A_disk_that_does_not_take_it_is_told_and_the_next_mail_is_taken()
    {
        await using var fixture = new LmtpFixture();
        using var client = await fixture.GreetAsync();
        fixture.Mailbox.BeforeStoring = _ => throw new IOException("No space left on device");

        await client.WriteAsync(Begin + Text(1000) + ".\r\n", Cancelled);
        Assert.Equal(["250", "250", "354"], await client.ReadCodesAsync(3, Cancelled));
        Assert.StartsWith("452 4.3.1 ", await client.ReadAsync(Cancelled), StringComparison.Ordinal);

        fixture.Mailbox.BeforeStoring = _ => Task.CompletedTask;
        await client.WriteAsync(Begin + Text(1000) + ".\r\n", Cancelled);
        Assert.Equal(["250", "250", "354", "250"], await client.ReadCodesAsync(4, Cancelled));
    }

    [Fact]
    public void Names_that_a_crash_has_left_are_removed_at_the_start()
    {
        var left = Path.Combine(Path.GetTempPath(), "xmpp-gateway-spool-" + Path.GetRandomFileName());
        File.WriteAllText(left, "half a mail");

        SpoolFile.RemoveLeftovers();

        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task A_mapped_file_reads_the_same_after_it_was_left()
    {
        var content = RandomNumberGenerator.GetBytes(3_000_001);
        await using var file = SpoolFile.Create();
        await file.WriteAsync(content, Cancelled);
        using IDisposable mapped = new MappedFile(file, content.Length);
        var memory = ((MappedFile)mapped).Memory;

        Assert.True(memory.Span.SequenceEqual(content));
        MappedFile.Leave(memory.Span[1..]);
        MappedFile.Leave(memory.Span[2_999_999..]);
        Assert.True(memory.Span.SequenceEqual(content));

        // Memory that is no file's is let alone.
        var copy = content.ToArray();
        MappedFile.Leave(copy);
        Assert.Equal(content, copy);

        mapped.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
    }

    private static IEnumerable<string> Leftovers() => Directory.EnumerateFiles(Path.GetTempPath(), "xmpp-gateway-spool-*");

    private static string Text(int size)
    {
        var text = new StringBuilder("Subject: large\r\n\r\n");
        for (var line = 0; text.Length < size - 2; line++)
        {
            var rest = $"line {line} of a text that is long enough to be something";
            text.Append(rest.AsSpan(0, Math.Min(rest.Length, size - 2 - text.Length))).Append("\r\n");
        }

        return text.ToString();
    }
}
