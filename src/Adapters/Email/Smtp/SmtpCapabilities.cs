using System.Collections.Frozen;
using System.Globalization;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>What the server offered in its answer to EHLO (RFC 5321 §4.1.1.1).</summary>
internal sealed record SmtpCapabilities
{
    public static readonly SmtpCapabilities None = new();

    public bool StartTls { get; private init; }

    public bool Pipelining { get; private init; }

    public bool EightBitMime { get; private init; }

    public bool SmtpUtf8 { get; private init; }

    public bool Dsn { get; private init; }

    public bool Size { get; private init; }

    /// <summary>RFC 1870 §3: 0 is no limit.</summary>
    public long MaxSize { get; private init; }

    public FrozenSet<string> Auth { get; private init; } = [];

    public static SmtpCapabilities Parse(SmtpReply reply)
    {
        var result = None;
        foreach (var line in reply.Lines.Skip(1))
        {
            // COMPAT(old Exchange): "AUTH=LOGIN" beside "AUTH LOGIN".
            var words = line.Replace('=', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries);
            result = words.Length == 0 ? result : words[0].ToUpperInvariant() switch
            {
                "STARTTLS" => result with { StartTls = true },
                "PIPELINING" => result with { Pipelining = true },
                "8BITMIME" => result with { EightBitMime = true },
                "SMTPUTF8" => result with { SmtpUtf8 = true },
                "DSN" => result with { Dsn = true },
                "SIZE" => result with { Size = true, MaxSize = SizeOf(words) },
                "AUTH" => result with { Auth = result.Auth.Concat(words.Skip(1)).ToFrozenSet(StringComparer.OrdinalIgnoreCase) },
                _ => result,
            };
        }

        return result;
    }

    private static long SizeOf(string[] words) =>
        words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;
}
