using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>Writes down what admins do and users report. What people write to each other never gets here.</summary>
internal sealed partial class Audit(IAuditStore store, TimeProvider time, ILogger<Audit> logger)
{
    private const int Longest = 500;

    /// <summary>Durable when it returns: comes before the deed, so that none is without a line.</summary>
    /// <exception cref="StoreUnavailableException">The store is away: the deed is not done.</exception>
    public Task WriteAsync(Jid actor, string action, string target, string detail, CancellationToken cancellationToken) =>
        WriteAsync(actor, action, target, detail, row => store.AddAuditAsync(row, cancellationToken));

    /// <summary>The same, for a deed that is stored in the same commit.</summary>
    /// <exception cref="StoreUnavailableException">The store is away: the deed is not done.</exception>
    public Task WriteAsync(Jid actor, string action, string target, string detail, Func<AuditRow, Task> commit)
    {
        Log.Done(logger, action);
        return commit(new AuditRow(time.GetUtcNow(), actor.Bare.ToString(), action, Line(target), Line(detail)));
    }

    /// <summary>The newest, newest first.</summary>
    public Task<IReadOnlyList<AuditRow>> ReadAsync(int limit, CancellationToken cancellationToken) =>
        store.ReadAuditAsync(limit, cancellationToken);

    private static string Line(string text) => BodyText.Truncate(BodyText.CleanLine(text), Longest);

    private static partial class Log
    {
        [LoggerMessage(2822, LogLevel.Information, "An entry in the audit log: {Action}")]
        public static partial void Done(ILogger logger, string action);
    }
}
