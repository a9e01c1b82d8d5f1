using System.Collections.Concurrent;
using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>
/// The foreign side: a chat network in memory, which knows nothing of the gateway but what it is told. It lives as long as the program.
/// Safe to use from any thread.
/// </summary>
internal sealed class ChatNetwork
{
    /// <summary>In bytes.</summary>
    public const long LargestFile = 8 * 1024 * 1024;

    private const int LongestText = 200_000;
    private readonly ConcurrentDictionary<string, Person> _people = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Happening> _happenings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string?> _posted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string User, string Account), string> _codes = new();
    private readonly Lock _posting = new();
    private int _calls;
    private int _lastMessage;

    /// <summary>Takes what happens; null while nobody listens.</summary>
    public Func<Happening, CancellationToken, Task<Handover>>? Listener { get; set; }

    /// <summary>Is told what counts only now: whose it is, for which user, and the presence or typing that changed, or neither for a profile.</summary>
    public Action<Person, string?, Availability?, ChatStateKind?>? SignalListener { get; set; }

    /// <summary>True while nobody can reach the network.</summary>
    public bool IsAway { get; set; }

    /// <summary>How often the gateway wanted something of it.</summary>
    public int Calls => _calls;

    /// <summary>What it was told.</summary>
    public Journal Journal { get; } = new();

    public FileShelf Files { get; } = new();

    public ChatRooms Rooms { get; } = new();

    /// <summary>Everybody.</summary>
    public IEnumerable<Person> People => _people.Values;

    /// <summary>A person by folded name; null for nobody.</summary>
    public Person? Find(string name) => _people.GetValueOrDefault(name);

    /// <summary>The person of a name, who joins the network with this.</summary>
    public Person PersonOf(PersonName name) => _people.GetOrAdd(name.Folded, folded => new Person(folded));

    /// <summary>People whose name or display name holds the text: first those whose name begins with it, then by name.</summary>
    public IEnumerable<Person> Search(string text, int limit)
    {
        var part = text.Trim();
        return part.Length == 0
            ? []
            : _people.Values
                .Where(person => Holds(person.Name, part) || Holds(person.Card.DisplayName, part))
                .OrderByDescending(person => person.Name.StartsWith(part, StringComparison.OrdinalIgnoreCase))
                .ThenBy(person => person.Name, StringComparer.Ordinal)
                .Take(limit);
    }

    /// <summary>Takes a posting. One with a known token is the same again: nothing happens, and the answer is as before.</summary>
    public async ValueTask<PostingResult> PostAsync(string token, Posting posting, TimeProvider time, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        var person = Find(posting.Person);
        if (IsAway)
        {
            return new PostingResult.Away();
        }

        if (Rooms.Find(posting.Person) is { } room)
        {
            return (PostingResult?)room.WhyNotSay(posting) ?? Take(token, posting, room, time.GetUtcNow());
        }

        if (person?.Behaviour.DelayMilliseconds is { } delay and not 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delay), time, cancellationToken);
        }

        if (person is { Behaviour.Echo: true } && posting.Kind == Doing.Message)
        {
            return await EchoAsync(token, person, posting, time.GetUtcNow(), cancellationToken);
        }

        return person is null
            ? new PostingResult.Refused("Nobody here has this name.", FailureCondition.NoSuchRecipient)
            : WhyNot(person, posting) ?? Take(token, posting, null, default);
    }

    /// <summary>Somebody does something in a room, or a user of the gateway does; null when it is done, or was done already.</summary>
    public PostingResult? DoInRoom(ChatRoom room, RoomHappening what)
    {
        Interlocked.Increment(ref _calls);
        if (IsAway)
        {
            return new PostingResult.Away();
        }

        var (refusal, isNew) = room.Do(what);
        if (isNew && Participant.IsUser(what.By))
        {
            Journal.Add(new Entry(what.Kind, what.By[1..], room.Address)
            {
                Text = what.Text,
                Target = what.Target,
                Reason = what.Reason,
                Who = what.Who,
                State = what.Rank?.ToString().ToLowerInvariant(),
            });
        }

        return refusal;
    }

    /// <summary>Something in a room is asked for; false while the network is away.</summary>
    public bool Answers()
    {
        Interlocked.Increment(ref _calls);
        return !IsAway;
    }

    /// <summary>Takes something that counts only now.</summary>
    public async ValueTask TakeSignalAsync(Entry signal, TimeProvider time, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (Find(signal.Person)?.Behaviour.DelayMilliseconds is { } delay and not 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delay), time, cancellationToken);
        }

        if (!IsAway)
        {
            Journal.Add(signal);
        }
    }

    /// <summary>A person does something, which is handed over to whoever listens.</summary>
    public Task<Handover> HappenAsync(Happening happening, CancellationToken cancellationToken)
    {
        PersonOf(happening.Person);
        _happenings.TryAdd(happening.Id, happening);
        return Listener is { } listener ? listener(happening, cancellationToken) : Task.FromResult(Handover.TryAgain);
    }

    /// <summary>What happened under this id; null while the network is away.</summary>
    public Happening? Fetch(string id)
    {
        Interlocked.Increment(ref _calls);
        return IsAway ? null : _happenings[id];
    }

    public PostingResult SetBlocked(string user, string person, bool blocked) => Tell(new Entry(blocked ? Doing.Block : Doing.Unblock, user, person));

    public PostingResult Report(string user, string person, string reason) => Tell(new Entry(Doing.Report, user, person) { Reason = reason });

    /// <summary>Sends a new code to an account; the journal is where it can be read.</summary>
    public void SendCode(string user, Person account, string way)
    {
        var code = Random.Shared.Next(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture);
        _codes[(user, account.Name)] = code;
        Journal.Add(new Entry(Doing.Code, user, account.Name) { Text = code, State = way });
    }

    /// <summary>A token for a right code, which is used up with this; null for a wrong one.</summary>
    public string? Redeem(string user, string account, string code) =>
        _codes.TryRemove(KeyValuePair.Create((user, account), code)) ? $"token-of-{account}" : null;

    // The token makes the answer to a repeated posting the same one.
    private async ValueTask<PostingResult> EchoAsync(
        string token, Person person, Posting posting, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var answer = new Happening
        {
            Id = "echo-" + token,
            Person = PersonName.Read(person.Name)!.Value,
            User = posting.User,
            Text = posting.Text,
            At = at,
        };
        return Listener is { } listener && await listener(answer, cancellationToken) == Handover.Taken
            ? new PostingResult.Taken("heard-" + token)
            : new PostingResult.Busy("The answer cannot be handed over.");
    }

    private static bool Holds(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) is true;

    private PostingResult? WhyNot(Person person, Posting posting) => person.Behaviour switch
    {
        { Busy: { } words } => new PostingResult.Busy(words),
        { Refusal: { } words, Condition: var condition } => new PostingResult.Refused(words, condition),
        _ when posting.Text?.Length > LongestText => new PostingResult.Refused("The text is too long.", FailureCondition.PolicyViolation),
        _ when posting is { Kind: not Doing.Failure, Target: { } target } && !IsMessage(target) =>
            new PostingResult.Refused("There is no such message.", FailureCondition.NoSuchRecipient),
        _ => null,
    };

    private bool IsMessage(string id) => _happenings.ContainsKey(id) || _posted.Values.Contains(id);

    private PostingResult.Taken Take(string token, Posting posting, ChatRoom? room, DateTimeOffset at)
    {
        lock (_posting)
        {
            if (_posted.TryGetValue(token, out var known))
            {
                return new PostingResult.Taken(known);
            }

            // Only messages and edits are things of their own, with an id.
            var id = posting.Kind is Doing.Message or Doing.Edit ? $"sent{++_lastMessage}" : null;
            _posted[token] = id;
            Journal.Add(new Entry(posting.Kind, posting.User, posting.Person)
            {
                Id = id,
                Account = posting.Account,
                Text = posting.Text,
                Styled = posting.Styled,
                Subject = posting.Subject,
                Thread = posting.Thread,
                ReplyTo = posting.ReplyTo,
                Target = posting.Target,
                Reason = posting.Reason,
                Emoji = posting.Emoji,
                Files = Files.Note(posting.Files),
            });
            room?.Keep(posting, id ?? token, at);
            return new PostingResult.Taken(id);
        }
    }

    private PostingResult Tell(Entry entry)
    {
        Interlocked.Increment(ref _calls);
        if (IsAway)
        {
            return new PostingResult.Away();
        }

        Journal.Add(entry);
        return new PostingResult.Taken(null);
    }
}
