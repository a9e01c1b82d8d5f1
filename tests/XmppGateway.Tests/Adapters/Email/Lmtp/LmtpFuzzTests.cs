using System.Text;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lmtp;

public sealed class LmtpFuzzTests
{
    private static readonly string[] Pieces =
    [
        "LHLO x\r\n", "MAIL FROM:<a@b.test>\r\n", "MAIL FROM:<>\r\n", "RCPT TO:<a@gw.test>\r\n", "DATA\r\n", "\r\n.\r\n", ".\r\n", "RSET\r\n",
        "NOOP\r\n", "\r", "\n", "\0", "<", ">", "\"", "SIZE=", "\u00FF\u00FE", "a", "MAIL FROM:<\"", " SMTPUTF8", "VRFY\r\n", "EHLO x\r\n",
    ];

    /// <summary>Random dialogues of a fixed seed: the server answers or closes, never makes a mistake, never keeps memory.</summary>
    [Fact]
    public async Task Survives_random_dialogues()
    {
        await using var fixture = new LmtpFixture(new() { MaxMessageBytes = 2000, MaxTextLineBytes = 300, MaxCommandBytes = 200, MaxRecipients = 3 });
        var random = new Random(20261122);
        for (var round = 0; round < 300; round++)
        {
            using var client = await fixture.ConnectAsync();
            var wire = new StringBuilder("LHLO fuzz\r\n");
            for (var i = random.Next(1, 40); i > 0; i--)
                wire.Append(random.Next(20) == 0 ? new string('y', random.Next(500)) : Pieces[random.Next(Pieces.Length)]);

            // Whatever went before, this ends the data or the dialogue.
            wire.Append("\r\n.\r\nQUIT\r\n");
            await client.WriteAsync(Encoding.Latin1.GetBytes(wire.ToString()), TestContext.Current.CancellationToken);
            string? last = null;
            for (var answers = 0; await ReadAsync(client) is { } answer; answers++)
            {
                last = answer;
                Assert.True(answers < 200, wire.ToString());
            }

            Assert.True(last is not null && last[..3] is "221" or "421", $"{last} after {wire}");
        }

        Assert.Empty(fixture.Mistakes);
        Assert.Equal(0, fixture.Budget.Used);
    }

    private static async Task<string?> ReadAsync(Testing.LmtpClient client)
    {
        try
        {
            return await client.ReadAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Closed by the server with our bytes unread: a reset.
            return null;
        }
    }
}
