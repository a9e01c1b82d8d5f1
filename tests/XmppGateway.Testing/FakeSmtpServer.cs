using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace XmppGateway.Testing;

/// <summary>A mail submission server on a free port of the loopback: takes everything, unless a test says otherwise.</summary>
public sealed class FakeSmtpServer : IAsyncDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _sessions = new();
    private readonly Task _accepting;

    /// <summary>Listens at once.</summary>
    public FakeSmtpServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>What it shows in TLS; with it STARTTLS works.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>TLS from the first byte.</summary>
    public bool ImplicitTls { get; set; }

    /// <summary>What it answers EHLO with, first in clear, then in TLS.</summary>
    public IReadOnlyList<string> Extensions { get; set; } = ["PIPELINING", "8BITMIME", "SIZE 1000000"];

    /// <summary>As <see cref="Extensions"/>, once TLS is on; null: the same.</summary>
    public IReadOnlyList<string>? ExtensionsInTls { get; set; }

    /// <summary>Slipped in after the answer to STARTTLS, in one segment with it.</summary>
    public string InjectAfterStartTls { get; set; } = "";

    /// <summary>Answers a command in place of the server; null lets the server answer, an empty text closes the connection.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>Awaited between the final dot and its answer.</summary>
    public Func<Task> BeforeAccepting { get; set; } = () => Task.CompletedTask;

    /// <summary>Every command line, in the order of arrival.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>The data of every mail that was accepted, still dot-stuffed.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    /// <summary>Connections so far.</summary>
    public int Connections { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_sessions.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var socket = await _listener.AcceptAsync(_stopping.Token);
            Connections++;
            _sessions[Task.Run(() => ServeAsync(socket))] = true;
        }
    }

#pragma warning disable CA2000 // The readers leave their stream open; they own nothing else.
    private async Task ServeAsync(Socket socket)
    {
        await using var plain = new NetworkStream(socket, ownsSocket: true);
        Stream stream = ImplicitTls ? await EncryptAsync(plain) : plain;
        await SayAsync(stream, "220 fake.test ESMTP");
        var reader = Reader(stream);
        while (await reader.ReadLineAsync(_stopping.Token) is { } command)
        {
            Commands.Enqueue(command);
            var answer = Answer(command) ?? DefaultFor(command, stream is SslStream);
            if (answer.Length == 0)
                return;

            await SayAsync(stream, command == "STARTTLS" && InjectAfterStartTls.Length > 0 ? answer + "\r\n" + InjectAfterStartTls : answer);
            if (command == "STARTTLS" && answer.StartsWith("220", StringComparison.Ordinal))
            {
                stream = await EncryptAsync(plain);
                reader = Reader(stream);
            }
            else if (answer.StartsWith("354", StringComparison.Ordinal) && !await TakeMessageAsync(stream, reader))
            {
                return;
            }
            else if (answer.StartsWith("221", StringComparison.Ordinal) || answer.StartsWith("421", StringComparison.Ordinal))
            {
                return;
            }
        }
    }
#pragma warning restore CA2000

    private static StreamReader Reader(Stream stream) => new(stream, Encoding.UTF8, leaveOpen: true);

    private async Task<bool> TakeMessageAsync(Stream stream, StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(_stopping.Token) is { } line and not ".")
            message.Append(line).Append("\r\n");

        await BeforeAccepting();
        var answer = Answer(".") ?? "250 2.0.0 queued";
        if (answer.StartsWith('2'))
            Messages.Enqueue(message.ToString());
        if (answer.Length == 0)
            return false;

        await SayAsync(stream, answer);
        return true;
    }

    private string DefaultFor(string command, bool encrypted) => command.Split(' ', ':')[0].ToUpperInvariant() switch
    {
        "EHLO" => Offer(encrypted),
        "STARTTLS" => Certificate is null ? "502 no TLS here" : "220 go ahead",
        "AUTH" => "235 2.7.0 welcome",
        "DATA" => "354 go ahead",
        "QUIT" => "221 bye",
        _ => "250 2.1.0 ok",
    };

    private string Offer(bool encrypted)
    {
        string[] lines = ["fake.test", .. (encrypted ? ExtensionsInTls : null) ?? Extensions];
        return string.Join("\r\n", lines.Select((line, i) => (i == lines.Length - 1 ? "250 " : "250-") + line));
    }

    private async Task SayAsync(Stream stream, string text) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), _stopping.Token);

    private async Task<SslStream> EncryptAsync(Stream plain)
    {
        var encrypted = new SslStream(plain, leaveInnerStreamOpen: true);
        await encrypted.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stopping.Token);
        return encrypted;
    }
}
