using System.Globalization;
using XmppGateway.Chaos.Report;

namespace XmppGateway.Chaos;

/// <summary>What whoever waits reads: one line for each event, and how far it is. The latter overwrites itself on a terminal.</summary>
public sealed class Progress(TextWriter output, bool isTerminal, TimeSpan length)
{
    private const int BarWidth = 30;
    private readonly Lock _gate = new();
    private readonly long _began = TimeProvider.System.GetTimestamp();

    public void Say(string what)
    {
        lock (_gate)
        {
            var since = TimeProvider.System.GetElapsedTime(_began).TotalSeconds;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isTerminal ? "\r\x1b[K" : "")}{since,6:0} s  {what}"));
        }
    }

    /// <param name="elapsed">Since the traffic began.</param>
    public void Show(TimeSpan elapsed, int sent, Sample? sample)
    {
        var memory = sample is null ? "gateway down" : string.Create(CultureInfo.InvariantCulture, $"{sample.Mebibytes:0} MiB, {sample.Queue?.ToString("0", CultureInfo.InvariantCulture) ?? "?"} waiting");
        var state = string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0} of {length.TotalSeconds:0} s, {sent} sent, {memory}");
        if (!isTerminal)
        {
            Say(state);
            return;
        }

        var full = (int)(BarWidth * Math.Min(1, elapsed / length));
        lock (_gate)
            output.Write($"\r\x1b[K[{new string('#', full)}{new string('.', BarWidth - full)}] {state}");
    }
}
