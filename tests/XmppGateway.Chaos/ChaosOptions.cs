using System.Globalization;
using XmppGateway.Chaos.Plan;

namespace XmppGateway.Chaos;

/// <summary>What the command line says.</summary>
/// <param name="Seed">Of the plan.</param>
/// <param name="Length">Of the traffic.</param>
/// <param name="Server"><c>prosody</c> or <c>ejabberd</c>.</param>
/// <param name="Store"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="Without">Kinds that do not occur.</param>
/// <param name="Soak">No disturbance at all, and memory is looked at.</param>
/// <param name="Report">A file for the report; null for none.</param>
public sealed record ChaosOptions(
    int Seed, TimeSpan Length, string Server, string Store, IReadOnlySet<DisturbanceKind> Without, bool Soak, string? Report)
{
    public static string Usage { get; } =
        $"""
        Sends mail, Matrix and XMPP messages through a gateway between real servers while parts of it break, and accounts for each message.
        Needs root on Debian (the servers are installed when they are missing), and the gateway's program in GATEWAY_PROGRAM.

        usage: XmppGateway.Chaos [--seed N] [--minutes N] [--server prosody|ejabberd] [--store sqlite|postgres]
                                 [--without KIND]... [--soak] [--report FILE]
          --seed N        the same seed gives the same plan; without it the id of this process
          --minutes N     how long messages are sent, 3 without it; starting and the last messages take some minutes more
          --server NAME   prosody without it
          --store NAME    sqlite without it
          --without KIND  leaves a kind of disturbance out: {string.Join(", ", DisturbanceKinds.All.Select(kind => kind.Word()))}
          --soak          steady traffic without disturbances; the memory has to stay flat
          --report FILE   writes a report in Markdown, and its chart beside it as FILE.svg

        The exit status is 0 when nothing was lost, doubled or reordered (with --soak: and memory was flat), 1 otherwise, 2 for a wrong command line.
        SERVERS_DIR and SERVERS_PORTS say where the servers keep their files and on which ports they listen (25000 and above).

        example: GATEWAY_PROGRAM=OUT/xmpp-gateway XmppGateway.Chaos --seed 7 --minutes 10 --without clock-step --report chaos.md
        """;

    /// <summary>The options, or what is wrong.</summary>
    public static (ChaosOptions? Options, string? Mistake) Read(IReadOnlyList<string> words, int seed)
    {
        ArgumentNullException.ThrowIfNull(words);
        var options = new ChaosOptions(seed, TimeSpan.FromMinutes(3), "prosody", "sqlite", new HashSet<DisturbanceKind>(), Soak: false, Report: null);
        for (var at = 0; at < words.Count; at++)
        {
            if (words[at] == "--soak")
            {
                options = options with { Soak = true };
                continue;
            }

            if (at + 1 == words.Count)
                return (null, $"{words[at]}: unknown, or without its value");
            var (name, value) = (words[at], words[++at]);
            if (options.With(name, value) is not { } changed)
                return (null, $"{name} {value}: not understood");
            options = changed;
        }

        return (options, null);
    }

    private ChaosOptions? With(string name, string value) => name switch
    {
        "--seed" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => this with { Seed = seed },
        "--minutes" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and <= 10_000 =>
            this with { Length = TimeSpan.FromMinutes(minutes) },
        "--server" when value is "prosody" or "ejabberd" => this with { Server = value },
        "--store" when value is "sqlite" or "postgres" => this with { Store = value },
        "--without" when DisturbanceKinds.Find(value) is { } kind => this with { Without = Without.Append(kind).ToHashSet() },
        "--report" => this with { Report = value },
        _ => null,
    };
}
