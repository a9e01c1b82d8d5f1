using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Sending;

/// <summary>
/// Remembers for each received mail whom to tell that it could not be shown, beside the notes on its conversation: those are few and of mails that
/// can be named, and a chat may go on for long while a mail waits for the user's server.
/// </summary>
internal sealed class WaysBack(IAdapterState state, TimeProvider time)
{
    /// <summary>A mail that was not shown after so long is nobody's news any more.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Notes the return path of a mail before it is acknowledged. Nothing for a mail that nobody may be told about.</summary>
    /// <param name="user">Whom it is for.</param>
    /// <param name="id">What the event is known by.</param>
    /// <param name="returnPath">An address.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask NoteAsync(Jid user, RemoteMessageId id, string returnPath, CancellationToken cancellationToken) =>

        // The first one stays, also of two at once: whoever knows the id of a mail that still waits would else be told what became of it, in place of its
        // author.
        await state.GetOrAddUntilAsync(KeyOf(user, id), returnPath, time.GetUtcNow() + Lifetime, cancellationToken);

    /// <summary>The return path; null when nobody may be told.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public ValueTask<string?> FindAsync(Jid user, RemoteMessageId id, CancellationToken cancellationToken) => state.GetAsync(KeyOf(user, id), cancellationToken);

    // A hash: ids are of any length.
    private static string KeyOf(Jid user, RemoteMessageId id) =>
        $"way back {user.Bare} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id.Value)).AsSpan(0, 16))}";
}
