using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Reactions;

namespace XmppGateway.Adapters.Email.Sending;

/// <summary>
/// What the mail programs of contacts have shown that they know: reactions, which all others get in words, and chats (the header field
/// Chat-Version), whose readers get lines one by one and corrections as such, and receipts, which are asked of nobody else. Asked for each stanza, so it is in memory, with one note behind
/// it. Beyond the limit the oldest are forgotten, and get words and letters until their next mail.
/// </summary>
internal sealed class PeerPrograms(IAdapterState state) : IDisposable
{
    // 18 bytes each: far below what a note takes.
    private const int Most = 3000;
    private const string Note = "peer programs";

    // Beside the dialect, in the one character, from '0' on, that the note has for a contact.
    private const int Chats = 4;
    private const int Receipts = 8;

    private readonly SemaphoreSlim _changing = new(1);
    private readonly ConcurrentDictionary<string, int> _known = new(StringComparer.Ordinal);
    private List<string> _order = [];
    private bool _isRead;

    /// <summary>How a contact's program says reactions.</summary>
    public ReactionDialect DialectOf(RemoteUserId contact) => (ReactionDialect)(Find(contact) & ~(Chats | Receipts));

    /// <summary>Whether a contact reads mail with a program for chats.</summary>
    public bool IsForChats(RemoteUserId contact) => (Find(contact) & Chats) != 0;

    /// <summary>Whether a contact has asked for a receipt, or sent one: to their program it is no news that there are some.</summary>
    public bool KnowsReceipts(RemoteUserId contact) => (Find(contact) & Receipts) != 0;

    /// <summary>Reads the note, when the store is there; without it everybody gets words and letters for now.</summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (StateUnavailableException)
        {
            // Read before the first change.
        }
    }

    /// <summary>Learns from a mail whose author is who they say.</summary>
    /// <param name="reaction">The dialect of the reaction that the mail is; <see cref="ReactionDialect.None"/> for every other mail.</param>
    /// <param name="isChat">It has Chat-Version.</param>
    /// <param name="asksReceipt">It asks to be told that it was displayed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>True when the contact can something else from now on.</returns>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public ValueTask<bool> LearnAsync(
        RemoteUserId contact, ReactionDialect reaction, bool isChat, bool asksReceipt, CancellationToken cancellationToken) =>
        ChangeAsync(contact, before => Learned(before, reaction, isChat) | (asksReceipt ? Receipts : 0), cancellationToken);

    /// <summary>Learns from a receipt for a mail of ours.</summary>
    /// <returns>True when the contact can something else from now on.</returns>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public ValueTask<bool> LearnReceiptAsync(RemoteUserId contact, CancellationToken cancellationToken) =>
        ChangeAsync(contact, before => before | Receipts, cancellationToken);

    public void Dispose() => _changing.Dispose();

    private async ValueTask<bool> ChangeAsync(RemoteUserId contact, Func<int, int> learn, CancellationToken cancellationToken)
    {
        var before = Find(contact);
        var now = learn(before);
        if (now == before)
            return false;

        var hash = Hash(contact);
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync(cancellationToken);
            now = learn(_known.GetValueOrDefault(hash));
            List<string> order = [.. _order.Where(other => other != hash).TakeLast(Most - 1)];
            if (now != 0)
                order.Add(hash);

            await state.SetAsync(Note, string.Join(' ', order.Select(item => item + (char)('0' + (item == hash ? now : _known.GetValueOrDefault(item))))), cancellationToken);
            if (now != 0)
                _known[hash] = now;
            foreach (var forgotten in _order.Append(hash).Except(order, StringComparer.Ordinal))
                _known.TryRemove(forgotten, out _);
            _order = order;
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    // A reaction says nothing about the rest of the program: Gmail sends them without Chat-Version, and so may a chat.
    private static int Learned(int before, ReactionDialect reaction, bool isChat) =>
        isChat ? (before & Receipts) | Chats | (int)ReactionDialect.Standard
        : reaction != ReactionDialect.None ? (before & (Chats | Receipts)) | (int)reaction
        : before & ~Chats;

    private int Find(RemoteUserId contact) => _known.GetValueOrDefault(Hash(contact));

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        if (_isRead)
            return;

        foreach (var line in (await state.GetAsync(Note, cancellationToken) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _known[line[..^1]] = line[^1] - '0';
            _order.Add(line[..^1]);
        }

        _isRead = true;
    }

    private static string Hash(RemoteUserId contact) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contact.Value)).AsSpan(0, 8));
}
