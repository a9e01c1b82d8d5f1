using System.Security.Cryptography;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Sending;

/// <summary>A mail that we have sent.</summary>
/// <param name="MessageId">Without angle brackets.</param>
/// <param name="IsCertain">False where only the words of a report name it, and not the address that it came to.</param>
internal sealed record SentMail(string MessageId, Jid User, RemoteContact Contact, bool IsCertain = true);

/// <summary>The form of the note on a sent mail.</summary>
internal sealed record SentNote(string User, string Address);

/// <summary>Remembers to whom which mail went, for as long as reports on it are taken, and gives each a return path.</summary>
internal sealed class SentMails(IAdapterState state, EmailIds ids, Func<string, RemoteContact?> read, string mailDomain, TimeProvider time)
{
    private const int KeyBytes = 32;
    private volatile ReturnPaths? _paths;

    /// <summary>Notes a mail before it is sent, as a report can come at once, and returns its return path.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<EmailAddress> NoteAsync(string deliveryId, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        await state.SetUntilAsync(
            KeyOf(deliveryId),
            JsonSerializer.Serialize(new SentNote(user.ToString(), contact.Address), EmailJson.Default.SentNote),
            time.GetUtcNow() + ReturnPaths.Lifetime + TimeSpan.FromDays(1),
            cancellationToken);
        return (await LoadPathsAsync(cancellationToken)).Of(deliveryId);
    }

    /// <summary>The mail of a delivery; null for one that we never sent, or forgot.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<SentMail?> FindAsync(string deliveryId, CancellationToken cancellationToken) =>
        await state.GetAsync(KeyOf(deliveryId), cancellationToken) is { } text
        && JsonSerializer.Deserialize(text, EmailJson.Default.SentNote) is { } note
        && Jid.TryParse(note.User, out var user)
        && read(note.Address) is { } contact
            ? new(ids.MessageIdOf(deliveryId), user, contact)
            : null;

    /// <summary>What an address is as a return path.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<ReturnPath> ReadPathAsync(EmailAddress address, CancellationToken cancellationToken) =>
        address.Canonical.StartsWith(ReturnPaths.Prefix, StringComparison.OrdinalIgnoreCase)
            ? (await LoadPathsAsync(cancellationToken)).Read(address)
            : new(ReturnPathKind.Other);

    /// <summary>The key is made once for each network, and read when it is first needed.</summary>
    private async ValueTask<ReturnPaths> LoadPathsAsync(CancellationToken cancellationToken)
    {
        if (_paths is { } known)
            return known;

        var key = await state.GetOrAddAsync("return path key", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)), cancellationToken);
        return _paths = new(Convert.FromHexString(key), mailDomain, time);
    }

    private static string KeyOf(string deliveryId) => "sent " + deliveryId;
}
