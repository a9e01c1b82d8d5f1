using System.Diagnostics;
using System.Text.Json.Nodes;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A Python program that takes and gives JSON objects, one a line. It ends when its input ends.</summary>
public sealed class LineProcess : IAsyncDisposable
{
    // Debian's own interpreter: another python3 on the path would lack slixmpp.
    private const string Python = "/usr/bin/python3";
    private readonly Process _process;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Task _reading;
    private string _errors = "";

    public LineProcess(string script, IEnumerable<string> arguments, Action<JsonNode> onLine)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(onLine);
        _process = Process.Start(new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "Users", script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, line) => _errors = (_errors + line.Data + '\n')[^Math.Min(_errors.Length + (line.Data?.Length ?? 0) + 1, 4000)..];
        _process.BeginErrorReadLine();
        _reading = ReadAsync(onLine);
    }

    /// <summary>The last of what the program complained about.</summary>
    public string Errors => _errors;

    public async Task WriteAsync(JsonObject line)
    {
        ArgumentNullException.ThrowIfNull(line);
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(line.ToJsonString());
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(6));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
        _writing.Dispose();
    }

    private async Task ReadAsync(Action<JsonNode> onLine)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            onLine(JsonNode.Parse(line)!);
    }
}
