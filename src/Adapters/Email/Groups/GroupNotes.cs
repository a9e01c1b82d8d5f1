using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>
/// What is noted of groups: each of them, the mails that lead to it, its latest people, its threads and, for those who have yet to come into the room,
/// what was said. Changes come one after the other: mails to several people are few, and two of them can be one group.
/// </summary>
/// <param name="state">Where they are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="expiry">How long a mail is tried.</param>
internal sealed class GroupNotes(IAdapterState state, TimeProvider time, TimeSpan expiry) : IDisposable
{
    /// <summary>Of a text in one note: 64 KiB are enough for it in any language.</summary>
    private const int TextInNote = 20_000;

    private const int MostBytes = 60_000;
    /// <summary>So many mails can have a rest side by side: their names are one note.</summary>
    public const int MostRests = 2_000;

    /// <summary>Beside all else that a note on a message has.</summary>
    private const int TextInEntry = 1_500;

    /// <summary>Who answers an older mail begins a new group. What is noted of a group lives as long from its latest change on.</summary>
    private static readonly TimeSpan MailsLive = TimeSpan.FromDays(400);

    /// <summary>Who has not come in for so long does not read what was said.</summary>
    private static readonly TimeSpan EntriesLive = TimeSpan.FromDays(90);

    /// <summary>Longer than a mail is tried, and than reports on it are taken: those say for whom it was the first one.</summary>
    private readonly TimeSpan _sendingsLive = expiry + Sending.ReturnPaths.Lifetime + TimeSpan.FromDays(1);

    // Mail ids and names are no HTML; escaping every letter beyond ASCII would make the notes six times as long.
    private static readonly EmailJson Json = new(new JsonSerializerOptions(EmailJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly SemaphoreSlim _changing = new(1);

    /// <summary>Lets nobody else change a group until what is returned is disposed of.</summary>
    public async ValueTask<IDisposable> BeginAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        return new Turn(_changing);
    }

    /// <summary>The group of a room; null for none.</summary>
    public ValueTask<Group?> FindAsync(string id, CancellationToken cancellationToken) => ReadAsync($"group {id}", Json.Group, cancellationToken);

    public ValueTask PutAsync(Group group, CancellationToken cancellationToken) => state.SetUntilAsync(
        $"group {group.Id}",
        Write(group, Json.Group, group.Short),
        time.GetUtcNow() + MailsLive,
        cancellationToken);

    /// <summary>The group that was the latest one of just these people.</summary>
    public async ValueTask<Group?> FindByPeopleAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        await state.GetAsync(PeopleKey(ids), cancellationToken) is { } id ? await FindAsync(id, cancellationToken) : null;

    public ValueTask PutPeopleAsync(Group group, CancellationToken cancellationToken) =>
        state.SetUntilAsync(PeopleKey(group.Ids), group.Id, time.GetUtcNow() + MailsLive, cancellationToken);

    /// <summary>The group that a mail belongs to, and its number there; no number for one that is just going out.</summary>
    public async ValueTask<(string Group, int? Number)?> FindMailAsync(string messageId, CancellationToken cancellationToken) =>
        await state.GetAsync(MailKey(messageId), cancellationToken) is { } text && text.Split(' ') is var words
            ? (words[0], words.Length > 1 && int.TryParse(words[1], out var number) ? number : null)
            : null;

    public ValueTask PutMailAsync(string messageId, string group, int? number, CancellationToken cancellationToken) =>
        state.SetUntilAsync(MailKey(messageId), number is null ? group : FormattableString.Invariant($"{group} {number}"), time.GetUtcNow() + MailsLive, cancellationToken);

    /// <summary>The threads of a group.</summary>
    public async ValueTask<Conversation> ReadThreadsAsync(string id, CancellationToken cancellationToken) =>
        await ReadAsync($"group threads {id}", Json.Conversation, cancellationToken) ?? Conversation.Empty;

    public ValueTask PutThreadsAsync(string id, Conversation threads, CancellationToken cancellationToken) =>
        state.SetUntilAsync($"group threads {id}", Conversations.Write(threads), time.GetUtcNow() + MailsLive, cancellationToken);

    /// <summary>Notes a message with all of its text.</summary>
    public async ValueTask PutEntryAsync(string group, int number, GroupEntry entry, CancellationToken cancellationToken)
    {
        var parts = Cut(entry.Text);
        var expires = time.GetUtcNow() + EntriesLive;
        for (var i = 1; i < parts.Count; i++)
            await state.SetUntilAsync($"{EntryKey(group, number)} {i}", parts[i], expires, cancellationToken);

        var noted = entry with { Text = parts[0], MoreText = parts.Count - 1 };
        await state.SetUntilAsync(EntryKey(group, number), Write(noted, Json.GroupEntry, noted.Short), expires, cancellationToken);
    }

    /// <summary>A noted message with all of its text; null for one that is too old.</summary>
    public async ValueTask<GroupEntry?> FindEntryAsync(string group, int number, CancellationToken cancellationToken)
    {
        if (await ReadAsync(EntryKey(group, number), Json.GroupEntry, cancellationToken) is not { } entry)
            return null;

        var text = new StringBuilder(entry.Text);
        for (var i = 1; i <= entry.MoreText; i++)
            text.Append(await state.GetAsync($"{EntryKey(group, number)} {i}", cancellationToken));

        return entry with { Text = text.ToString(), MoreText = 0 };
    }

    /// <summary>What is known of a mail that is going out.</summary>
    public ValueTask<GroupSending?> FindSendingAsync(string deliveryId, CancellationToken cancellationToken) =>
        ReadAsync("group sending " + deliveryId, Json.GroupSending, cancellationToken);

    public ValueTask PutSendingAsync(string deliveryId, GroupSending sending, CancellationToken cancellationToken) => state.SetUntilAsync(
        "group sending " + deliveryId, Write(sending, Json.GroupSending, sending.Short), time.GetUtcNow() + _sendingsLive, cancellationToken);

    /// <summary>The deliveries of which some have a mail and others are still to get it.</summary>
    public async ValueTask<IReadOnlyList<string>> ReadRestsAsync(CancellationToken cancellationToken) =>
        (await state.GetAsync("group rests", cancellationToken))?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    public ValueTask PutRestsAsync(IReadOnlyList<string> deliveryIds, CancellationToken cancellationToken) =>
        state.SetAsync("group rests", deliveryIds.Count == 0 ? null : string.Join(' ', deliveryIds), cancellationToken);

    public ValueTask<GroupRest?> FindRestAsync(string deliveryId, CancellationToken cancellationToken) =>
        ReadAsync("group rest " + deliveryId, Json.GroupRest, cancellationToken);

    /// <param name="deliveryId">Which one.</param>
    /// <param name="rest">What is known of it.</param>
    /// <param name="mail">The mail, each byte a letter; null leaves it as it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask PutRestAsync(string deliveryId, GroupRest rest, string? mail, CancellationToken cancellationToken)
    {
        var expires = time.GetUtcNow() + _sendingsLive;
        var parts = mail?.Chunk(TextInNote).Select(part => new string(part)).ToList() ?? [];
        for (var i = 0; i < parts.Count; i++)
            await state.SetUntilAsync(FormattableString.Invariant($"group rest {deliveryId} {i}"), parts[i], expires, cancellationToken);

        rest = mail is null ? rest : rest with { Parts = parts.Count };
        await state.SetUntilAsync(
            "group rest " + deliveryId, Write(rest, Json.GroupRest, () => rest with { Files = [.. rest.Files.Select(file => file.Short())] }), expires, cancellationToken);
    }

    public async ValueTask<string> ReadRestMailAsync(string deliveryId, GroupRest rest, CancellationToken cancellationToken)
    {
        var mail = new StringBuilder();
        for (var i = 0; i < rest.Parts; i++)
            mail.Append(await state.GetAsync(FormattableString.Invariant($"group rest {deliveryId} {i}"), cancellationToken));

        return mail.ToString();
    }

    public void Dispose() => _changing.Dispose();

    private async ValueTask<T?> ReadAsync<T>(string key, JsonTypeInfo<T> form, CancellationToken cancellationToken)
        where T : class =>
        await state.GetAsync(key, cancellationToken) is { } text ? JsonSerializer.Deserialize(text, form) : null;

    /// <summary>A note has 64 KiB. Names of others are long only to do harm, and a group goes on without them.</summary>
    private static string Write<T>(T value, JsonTypeInfo<T> form, Func<T> shorter)
    {
        var text = JsonSerializer.Serialize(value, form);
        return Encoding.UTF8.GetByteCount(text) <= MostBytes ? text : JsonSerializer.Serialize(shorter(), form);
    }

    private static List<string> Cut(string text)
    {
        var parts = new List<string>();
        for (var at = 0; at < text.Length || parts.Count == 0;)
        {
            var end = Math.Min(text.Length, at + (parts.Count == 0 ? TextInEntry : TextInNote));
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end--;

            parts.Add(text[at..end]);
            at = end;
        }

        return parts;
    }

    private static string EntryKey(string group, int number) => FormattableString.Invariant($"group message {group} {number}");

    private static string MailKey(string messageId) => "group mail " + Hash(messageId);

    private static string PeopleKey(IEnumerable<string> ids) => "group of " + Hash(Group.KeyOf(ids));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private sealed class Turn(SemaphoreSlim changing) : IDisposable
    {
        public void Dispose() => changing.Release();
    }
}
