using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Safety;

/// <summary>
/// Counts the mails of programs for each pair of user and address, and for each thread: there are answering programs whose address is new
/// each time. In notes, because a restart must not set a loop going again.
/// </summary>
internal sealed class AutomaticMails(IAdapterState state, TimeProvider time) : IDisposable
{
    /// <summary>For so long a mail that was counted may come again (RFC 5321 §4.5.4.1); the count itself is full long before.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(5);

    // One at a time: these mails are few, and two that come side by side must both be counted.
    private readonly SemaphoreSlim _counting = new(1);

    /// <summary>Judges one mail of a program.</summary>
    /// <param name="direction">To the user, or from here.</param>
    /// <param name="user">The user.</param>
    /// <param name="address">The other side, canonical.</param>
    /// <param name="thread">The thread; null when it has none.</param>
    /// <param name="key">The same when the mail comes again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<AllowanceOutcome> JudgeAsync(
        MailDirection direction, Jid user, string address, string? thread, string key, CancellationToken cancellationToken)
    {
        await _counting.WaitAsync(cancellationToken);
        try
        {
            var pair = await TakeAsync($"automatic {direction} {user} {address}", key, cancellationToken);
            if (thread is null || pair != AllowanceOutcome.Passes)
                return pair;

            return await TakeAsync($"automatic {direction} {user} thread {thread}", key, cancellationToken);
        }
        finally
        {
            _counting.Release();
        }
    }

    /// <summary>Judges a report to somebody that their mail to a user has failed.</summary>
    /// <param name="user">The user.</param>
    /// <param name="address">Who is told, canonical.</param>
    /// <param name="key">The same when the report comes again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How long it has to wait; null when it may go.</returns>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<TimeSpan?> JudgeReportAsync(Jid user, string address, string key, CancellationToken cancellationToken)
    {
        await _counting.WaitAsync(cancellationToken);
        try
        {
            var note = $"reports {user.Bare} {address}";
            var known = await ReadAsync(note, EmailJson.Default.ReportAllowance, cancellationToken) ?? ReportAllowance.Full;
            var (next, wait) = known.Take(Shorten(key), time.GetUtcNow());
            if (next != known)
                await WriteAsync(note, next, EmailJson.Default.ReportAllowance, cancellationToken);
            return wait;
        }
        finally
        {
            _counting.Release();
        }
    }

    public void Dispose() => _counting.Dispose();

    private async ValueTask<AllowanceOutcome> TakeAsync(string note, string key, CancellationToken cancellationToken)
    {
        var known = await ReadAsync(note, EmailJson.Default.AutomaticAllowance, cancellationToken) ?? AutomaticAllowance.Full;
        var (next, outcome) = known.Take(Shorten(key), time.GetUtcNow());
        if (next != known)
            await WriteAsync(note, next, EmailJson.Default.AutomaticAllowance, cancellationToken);
        return outcome;
    }

    private async ValueTask<T?> ReadAsync<T>(string note, JsonTypeInfo<T> form, CancellationToken cancellationToken)
        where T : class =>
        await state.GetAsync(note, cancellationToken) is { } text ? JsonSerializer.Deserialize(text, form) : null;

    private ValueTask WriteAsync<T>(string note, T value, JsonTypeInfo<T> form, CancellationToken cancellationToken) =>
        state.SetUntilAsync(note, JsonSerializer.Serialize(value, form), time.GetUtcNow() + Lifetime, cancellationToken);

    private static string Shorten(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8));
}

/// <summary>Which way a mail goes.</summary>
internal enum MailDirection
{
    /// <summary>To the user.</summary>
    In = 0,

    /// <summary>From here to the other side.</summary>
    Out,
}
