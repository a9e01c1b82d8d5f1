using XmppGateway.Chaos;
using XmppGateway.Chaos.Report;
using Xunit.Sdk;

if (args is ["--help" or "-h", ..])
{
    Console.WriteLine(ChaosOptions.Usage);
    return 0;
}

var (options, mistake) = ChaosOptions.Read(args, Environment.ProcessId);
if (options is null)
{
    await Console.Error.WriteLineAsync($"{mistake}\n\n{ChaosOptions.Usage}");
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true; // the servers are stopped first
    interrupted.Cancel();
};
try
{
    var outcome = await new ChaosRun(options, new Progress(Console.Out, !Console.IsOutputRedirected, options.Length)).RunAsync(interrupted.Token);
    Console.WriteLine();
    Console.WriteLine(MarkdownReport.Write(outcome));
    if (options.Report is { } file)
    {
        await File.WriteAllTextAsync(file + ".svg", Chart.Draw(outcome.Samples));
        await File.WriteAllTextAsync(file, MarkdownReport.Write(outcome, Path.GetFileName(file) + ".svg"));
    }

    return outcome.IsGood ? 0 : 1;
}
catch (Exception failed) when (failed is InvalidOperationException or XunitException)
{
    await Console.Error.WriteLineAsync($"the run did not come to its end: {failed.Message}");
    return 1;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("interrupted");
    return 1;
}
