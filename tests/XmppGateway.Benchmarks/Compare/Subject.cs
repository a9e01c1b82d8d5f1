using System.Diagnostics;

namespace XmppGateway.Benchmarks.Compare;

/// <summary>Something that is compared.</summary>
/// <param name="Differs">What is not the same with it as with the others.</param>
/// <param name="Process">Whose CPU and memory counts; null where nothing is between the server and the load.</param>
/// <param name="Parties">Who writes the message with this number to whom.</param>
internal sealed record Subject(string Name, string Differs, Process? Process, Func<int, (string From, string To)> Parties)
{
    private const int Users = 50;

    public List<double> Rates { get; } = [];

    /// <summary>How long a message takes that is written long after the one before, in milliseconds.</summary>
    public List<double> Alone { get; } = [];

    /// <summary>The same, written the moment the one before is back.</summary>
    public List<double> AtOnce { get; } = [];

    public TimeSpan Cpu { get; set; }

    public int Messages { get; set; }

    public double? CpuSecondsPerThousand => Process is null || Messages == 0 ? null : Cpu.TotalSeconds * 1000 / Messages;

    public double? Mebibytes { get; set; }

    /// <summary>Fifty users who write to twenty addresses of a domain.</summary>
    public static Func<int, (string From, string To)> Many(string name, string domain) =>
        number => ($"user{number % Users}@{EchoLoad.Domain}/r", $"{name}{number % GatewaySubject.People}@{domain}");

    public TimeSpan ReadCpu()
    {
        Process?.Refresh();
        return Process?.TotalProcessorTime ?? TimeSpan.Zero;
    }
}
