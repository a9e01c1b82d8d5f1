using System.Globalization;
using XmppGateway.EndToEnd.Tests.Crashes;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.Chaos.Traffic;

/// <summary>The texts of one run, each there once.</summary>
/// <param name="seed">Of the run.</param>
/// <param name="over">When nobody says anything new any more.</param>
public sealed class Texts(int seed, CancellationToken over)
{
    /// <summary>Between two messages of somebody who writes one after the other.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

    /// <summary>Between two handfuls of chat messages.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    // Servers that were not stopped still have the messages of earlier runs.
    private readonly string _mark = string.Create(CultureInfo.InvariantCulture, $"chaos {seed}-{Guid.NewGuid().ToString("N")[..6]} ");

    public IEnumerable<string> Endless(string what)
    {
        for (var number = 0; !over.IsCancellationRequested; number++)
            yield return string.Create(CultureInfo.InvariantCulture, $"{_mark}{what} {number:D5}");
    }

    public bool AreOurs(string? text) => text?.StartsWith(_mark, StringComparison.Ordinal) ?? false;

    /// <summary>What came to an XMPP client, in its order.</summary>
    public IReadOnlyList<Ledger.Arrival> HeardBy(XmppUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return
        [
            .. user.Received.Snapshot().Where(s => s.Is("message") && !s.IsError() && AreOurs(s.Text())).Select(s => new Ledger.Arrival(s.Text()!, s.Id() ?? "", s.WasKept())),
        ];
    }
}
