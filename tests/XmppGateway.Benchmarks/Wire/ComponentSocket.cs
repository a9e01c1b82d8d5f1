using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace XmppGateway.Benchmarks.Wire;

/// <summary>A component's attachment to a real server, with nothing behind it.</summary>
internal static class ComponentSocket
{
    /// <summary>The socket behind the handshake (XEP-0114 §3).</summary>
    public static Socket Attach(int port, string domain, string secret = "secret")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        Send(socket, $"<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='{domain}'>");
        var answer = ReadUntil(socket, "id=");
        var at = answer.IndexOf("id=", StringComparison.Ordinal) + 3;
        var id = answer[(at + 1)..].Split(answer[at])[0];
#pragma warning disable CA5350 // XEP-0114 §3 names SHA-1.
        Send(socket, "<handshake>" + Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(id + secret))) + "</handshake>");
#pragma warning restore CA5350
        ReadUntil(socket, "<handshake");
        return socket;
    }

    public static void Send(Socket socket, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length;)
        {
            at += socket.Send(bytes.AsSpan(at));
        }
    }

    private static string ReadUntil(Socket socket, string token)
    {
        var text = "";
        var buffer = new byte[4096];
        while (!text.Contains(token, StringComparison.Ordinal) || !text.TrimEnd().EndsWith('>'))
        {
            var read = socket.Receive(buffer);
            text += read > 0 ? Encoding.UTF8.GetString(buffer, 0, read) : throw new InvalidOperationException("Hung up in the handshake: " + text);
        }

        return text;
    }
}
