using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email;

/// <summary>Reads and changes the notes on conversations. Changes to one conversation come one after the other.</summary>
internal sealed class Conversations(IAdapterState state) : IDisposable
{
    private const int Stripes = 64;

    /// <summary>A little less than a note may have (<see cref="IAdapterState"/>).</summary>
    private const int MaxBytes = 60 * 1024;

    // Mail ids and subjects are no HTML; escaping every letter beyond ASCII would make the notes six times as long.
    private static readonly EmailJson Json = new(new JsonSerializerOptions(EmailJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];

    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<Conversation> ReadAsync(Jid user, RemoteUserId contact, CancellationToken cancellationToken) =>
        await state.GetAsync(KeyOf(user, contact), cancellationToken) is { } text ? Read(text) : Conversation.Empty;

    /// <exception cref="StateUnavailableException">The store is down; nothing was changed.</exception>
    public async ValueTask ChangeAsync(
        Jid user, RemoteUserId contact, Func<Conversation, Conversation> change, CancellationToken cancellationToken)
    {
        var key = KeyOf(user, contact);
        var stripe = _locks[(int)((uint)key.GetHashCode(StringComparison.Ordinal) % Stripes)];
        await stripe.WaitAsync(cancellationToken);
        try
        {
            var before = await ReadAsync(user, contact, cancellationToken);
            var after = change(before);
            if (!ReferenceEquals(after, before))
                await state.SetAsync(key, Write(after), cancellationToken);
        }
        finally
        {
            stripe.Release();
        }
    }

    /// <summary>What a note says.</summary>
    public static Conversation Read(string text) => JsonSerializer.Deserialize(text, Json.Conversation) ?? Conversation.Empty;

    /// <summary>The note, measured: how long ids and addresses become in JSON depends on their letters, and a note that is too long would never be taken.</summary>
    public static string Write(Conversation known)
    {
        while (true)
        {
            var text = JsonSerializer.Serialize(known, Json.Conversation);
            if (Encoding.UTF8.GetByteCount(text) <= MaxBytes || known.Shorter() is not { } shorter)
                return text;

            known = shorter;
        }
    }

    public void Dispose()
    {
        foreach (var stripe in _locks)
            stripe.Dispose();
    }

    private static string KeyOf(Jid user, RemoteUserId contact) => $"conversation {user} {contact}";
}
