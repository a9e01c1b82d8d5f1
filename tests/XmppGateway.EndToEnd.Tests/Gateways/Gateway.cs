using System.Diagnostics;

namespace XmppGateway.EndToEnd.Tests.Gateways;

/// <summary>The gateway as a process: <c>xmpp-gateway run --config FILE</c>.</summary>
public sealed class Gateway(GatewaySettings settings) : IAsyncDisposable
{
    private static readonly TimeSpan CleanStop = TimeSpan.FromSeconds(10);
    private Process? _process;

    /// <summary>What it printed since it was made, all lives of the process.</summary>
    public Journal<string> Log { get; } = new();

    public GatewaySettings Settings => settings;

    /// <summary>Of the life that runs; null between two lives.</summary>
    public int? ProcessId => _process is { HasExited: false } process ? process.Id : null;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts it and waits until every network is attached.</summary>
    public async Task StartAsync()
    {
        var lives = Lives();
        await LaunchAsync();
        var ready = Log.FirstAsync(line => line == "ready" && Lives() > lives, "the line 'ready' of the gateway", TimeSpan.FromSeconds(30));
        await Task.WhenAny(ready, _process!.WaitForExitAsync());
        Assert.True(IsRunning, $"the gateway ended instead of becoming ready:\n{string.Join('\n', Log.Snapshot().TakeLast(20))}");
        await ready;

        int Lives() => Log.Snapshot().Count(line => line == "ready");
    }

    /// <summary>Starts it without waiting for anything.</summary>
    public async Task LaunchAsync()
    {
        settings.Save();
        IReadOnlyList<string> command = [await GatewayProgram.PathAsync(), "run", "--config", settings.ConfigurationFile];
        if (settings.OnAnotherMachine)
            command = AnotherMachine.Run(settings.Folder, command);
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = settings.Folder,
            Environment = { ["SSL_CERT_FILE"] = settings.Authority.File },
        };
        foreach (var (name, value) in settings.Environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGTERM: it ends by itself, in time and with exit code 0.</summary>
    public async Task StopAsync()
    {
        var process = _process ?? throw new InvalidOperationException("not started");
        using var patience = new CancellationTokenSource(CleanStop);
        await Shell.RunAsync("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(patience.Token);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>SIGSTOP: as when its machine is moved. Its connections stay.</summary>
    public Task FreezeAsync() => Shell.RunAsync("kill", ["-STOP", $"{_process!.Id}"]);

    /// <summary>SIGCONT: it goes on where it was.</summary>
    public Task ThawAsync() => Shell.RunAsync("kill", ["-CONT", $"{_process!.Id}"]);

    /// <summary>SIGKILL: as when the power fails.</summary>
    public async Task KillAsync()
    {
        if (!IsRunning)
            return;
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        settings.Authority.Dispose();
        await File.WriteAllLinesAsync(Path.Combine(settings.Folder, "console.log"), Log.Snapshot());
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
            Log.Add(text);
    }
}
