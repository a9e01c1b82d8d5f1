using System.Net.Sockets;
using System.Text;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A mail server's conversation with the gateway, word by word.</summary>
public sealed class LmtpSession : IDisposable
{
    private readonly TcpClient _connection = new();
    private StreamReader _reader = null!;

    public static async Task<LmtpSession> OpenAsync()
    {
        var session = new LmtpSession();
        try
        {
            await session._connection.ConnectAsync("127.0.0.1", Ports.GatewayLmtp);
            session._reader = new StreamReader(session._connection.GetStream(), Encoding.UTF8);
            Assert.StartsWith("220", await session.ReplyAsync(), StringComparison.Ordinal);
            Assert.StartsWith("250", await session.CommandAsync("LHLO mail.example.test"), StringComparison.Ordinal);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Hands over one mail; returns the answer about its recipient, or the refusal that came before.</summary>
    public async Task<string> HandOverAsync(string from, string to, string mail)
    {
        foreach (var command in new[] { $"MAIL FROM:<{from}>", $"RCPT TO:<{to}>", "DATA" })
        {
            if (await CommandAsync(command) is [not ('2' or '3'), ..] refusal)
                return refusal;
        }

        return await CommandAsync(mail + "\r\n.");
    }

    /// <summary>Sends a line; returns the last line of the reply.</summary>
    public async Task<string> CommandAsync(string line)
    {
        await _connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));
        return await ReplyAsync();
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _connection.Dispose();
    }

    private async Task<string> ReplyAsync()
    {
        while (true)
        {
            var line = await _reader.ReadLineAsync() ?? throw new EndOfStreamException("the gateway hung up");
            if (line.Length < 4 || line[3] == ' ')
                return line;
        }
    }
}
