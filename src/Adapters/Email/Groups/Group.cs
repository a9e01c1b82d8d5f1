using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>
/// A conversation of several people by mail: who gets the next mail, and which thread it continues. Its people are always those of its latest mail, and
/// whom one of ours has asked in since; nobody else is ever added. Immutable and pure.
/// </summary>
internal sealed record Group
{
    /// <summary>What the name of each room begins with. No address of a person can: it has no @.</summary>
    public const string Prefix = "group-";

    /// <summary>Of a subject and of a room's name, in characters.</summary>
    public const int LongestSubject = 200;

    private const int CodeLength = 24;

    /// <summary>So many can have stopped it: then nobody is asked in any more.</summary>
    public const int MostStopped = GroupMail.MostPeople;

    private const int MostLeft = GroupMail.MostPeople;
    private const int MostGuests = GroupMail.MostPeople;
    private const int MostFormer = GroupMail.MostPeople;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly SearchValues<char> Code = SearchValues.Create(Letters);

    /// <summary>Who goes again so soon has not been there: their name was taken, or they only looked in.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(30);

    /// <summary>Longer than anything that was said waits to be sent: Delivery:ExpireAfterHours is 30 days at most.</summary>
    private static readonly TimeSpan FormerCount = TimeSpan.FromDays(31);

    /// <summary>The name of its room; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>Its first subject.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its latest subject, without marks of answers.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Everybody who gets the next mail, and who writes it.</summary>
    public IReadOnlyList<GroupPerson> People { get; init; } = [];

    /// <summary>
    /// The ids of those whom one of ours has asked in since the latest mail from here, or whom that could not name: mails of others need not name them.
    /// </summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>Those of other mail domains whom one of ours has asked in, by id.</summary>
    public IReadOnlyDictionary<string, GroupGuest> Guests { get; init => field = value ?? field; } = new Dictionary<string, GroupGuest>();

    /// <summary>The ids of those who were asked in and have asked for no more mails: nobody can ask them again, and only a mail of theirs brings them back.</summary>
    public IReadOnlyList<string> Stopped { get; init => field = value ?? field; } = [];

    /// <summary>Those of ours who are in the room, by id.</summary>
    public IReadOnlyDictionary<string, GroupSeat> Inside { get; init; } = new Dictionary<string, GroupSeat>();

    /// <summary>Those of ours who were asked in, and the number of the message with which.</summary>
    public IReadOnlyDictionary<string, int> Invited { get; init; } = new Dictionary<string, int>();

    /// <summary>The ids of those whose latest mail was from them for sure.</summary>
    public IReadOnlyList<string> Verified { get; init; } = [];

    /// <summary>The ids of those of whom it was said that their latest mail is not verified: it is said once.</summary>
    public IReadOnlyList<string> Doubted { get; init => field = value ?? field; } = [];

    /// <summary>Who was in it of late: what was said before they went is for them, whenever it is sent.</summary>
    public IReadOnlyList<GroupFormer> Former { get; init; } = [];

    /// <summary>The ids of those of ours who went by themselves, and whom the latest mail named all the same: only they themselves bring them back.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>The subject of the next mail from here, as one of ours has set it; null where that goes on.</summary>
    public string? NextSubject { get; init; }

    /// <summary>How many messages were noted.</summary>
    public int Count { get; init; }

    [JsonIgnore]
    public IEnumerable<string> Ids => People.Select(person => person.Id);

    /// <summary>The first mail of a group says what its room is called. The same mail gives the same name, whoever hands it over.</summary>
    public static Group Begin(GroupMail mail, string firstId, string subject)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(firstId + "\n" + KeyOf(mail.People.Select(person => person.Id))));
        return new()
        {
            Id = Prefix + string.Concat(hash.Take(CodeLength).Select(b => Letters[b & 31])),
            Name = Cut(subject.Length > 0 ? subject : string.Join(", ", mail.People.Select(person => person.Name ?? person.Contact.Address)), LongestSubject),
        };
    }

    /// <summary>A room's name as people type it, in its one spelling; null for what can be none.</summary>
    public static string? ReadId(string text)
    {
        var id = text.Trim().ToLowerInvariant();
        return id.Length == Prefix.Length + CodeLength && id.StartsWith(Prefix, StringComparison.Ordinal)
            && id.AsSpan(Prefix.Length).IndexOfAnyExcept(Code) < 0 ? id : null;
    }

    /// <summary>The same for the same people, in whatever order.</summary>
    public static string KeyOf(IEnumerable<string> ids) => string.Join('\n', ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>The beginning of a text, for notes that have no room for all of it.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    public GroupPerson? Find(string id) => People.FirstOrDefault(person => person.Id == id);

    /// <summary>Whether somebody may be in the room.</summary>
    public bool MayEnter(string id) => Find(id) is not null || Left.Contains(id);

    /// <summary>A mail of somebody else: from now on the people are those whom it names.</summary>
    public (Group Next, GroupChange Change) With(GroupMail mail, string subject)
    {
        // Those whom one of ours has asked in are in no mail yet; and who went is brought back by no program that answers all of an old mail.
        List<string> stopped = [.. Stopped.Where(id => id != mail.Author.Id)];
        List<GroupPerson> people =
        [
            .. mail.People.Where(person => !Left.Contains(person.Id) && !stopped.Contains(person.Id)).Select(person => person with
            {
                Name = person.Name ?? Find(person.Id)?.Name,
                Since = Find(person.Id)?.Since ?? mail.At.ToUnixTimeMilliseconds(),
            }),
            .. People.Where(person => Asked.Contains(person.Id) && !mail.Names(person.Id)),
        ];
        var isNew = subject.Length > 0 && !subject.Equals(Subject, StringComparison.OrdinalIgnoreCase);
        var next = this with
        {
            People = people,
            Asked = [.. Asked.Where(id => !mail.Names(id))],
            Stopped = stopped,

            // Whom another mail has named before the first one from here is nobody's guest.
            Guests = Guests.Where(guest => guest.Value.Introduction is not null || !mail.Names(guest.Key)).ToDictionary(),

            // Whom the others have left out, too, cannot come back by themselves.
            Left = [.. Left.Where(mail.Names)],
            Former = FormerWith(People.Where(person => people.All(other => other.Id != person.Id)), mail.At),
            Inside = Inside.Where(seat => people.Any(person => person.Id == seat.Key)).ToDictionary(),
            Verified = [.. Verified.Where(id => people.Any(person => person.Id == id))],
            Doubted = [.. Doubted.Where(id => people.Any(person => person.Id == id))],
            Invited = Invited.Where(asked => people.Any(person => person.Id == asked.Key)).ToDictionary(),
            Subject = isNew ? subject : Subject,
            Count = Count + 1,
        };
        return (next, new([.. next.Ids.Except(Ids)], [.. Ids.Except(next.Ids)], isNew ? subject : null));
    }

    /// <summary>A mail of somebody who is not proven to be its author: nothing of what it calls people and the matter counts.</summary>
    public Group WithUnproven() => this with { Count = Count + 1 };

    /// <summary>A mail of one of ours went to these. Its subject is the group's, but where the next one is to have another.</summary>
    /// <param name="subject">As it went out.</param>
    /// <param name="to">Whom it named.</param>
    /// <param name="leftOut">Whom it could not name: answers to it do not take them out.</param>
    public Group WithSent(string subject, IReadOnlyList<string> to, IReadOnlyList<string>? leftOut = null)
    {
        var bare = Cut(SubjectMarks.Bare(subject), LongestSubject);
        var next = NextSubject is { } set && SubjectMarks.Bare(set) == bare ? null : NextSubject;
        return this with
        {
            Asked = [.. Asked.Except(to).Union(Ids.Intersect(leftOut ?? []))],
            NextSubject = next,
            Subject = next is null ? bare : Subject,
            Count = Count + 1,
        };
    }

    /// <summary>One of ours asks somebody in: they are in Cc from the next mail on. Null where they are in it, or have gone by themselves.</summary>
    /// <param name="person">Whom.</param>
    /// <param name="by">The id of who asks; null where they ask another one of ours, who comes by themselves or not.</param>
    public Group? WithAsked(GroupPerson person, string? by = null) =>
        Find(person.Id) is not null || Left.Contains(person.Id) || Stopped.Contains(person.Id) ? null : this with
        {
            People = [.. People, person with { IsCopied = true }],
            Asked = [.. Asked, person.Id],
            Guests = by is null ? Guests : GuestsWith(person.Id, new(by)),
        };

    /// <summary>A mail went out that told these how to get no more.</summary>
    public Group WithIntroduced(IEnumerable<string> ids, string messageId) => this with
    {
        Guests = Guests.ToDictionary(guest => guest.Key, guest => ids.Contains(guest.Key) ? guest.Value with { Introduction = messageId } : guest.Value),
    };

    /// <summary>The first mail to somebody who was asked in did not reach them: the next one is their first.</summary>
    public Group WithNotIntroduced(string id) => this with { Guests = GuestsWith(id, Guests[id] with { Introduction = null }) };

    /// <summary>The first mail to somebody who was asked in has shown that none can go to them: they are not in it, and may be asked again.</summary>
    public Group WithUnreachable(string id, string deliveryId) => this with
    {
        People = [.. People.Where(person => person.Id != id)],
        Asked = [.. Asked.Where(asked => asked != id)],
        Former = [.. Former.Where(former => former.Person.Id != id)],
        Guests = GuestsWith(id, Guests[id] with { Introduction = null, FailedBy = deliveryId }),
    };

    /// <summary>Somebody who was asked in wants no more: not even what was said while they were in it and waits.</summary>
    public Group WithStopped(string id) => this with
    {
        People = [.. People.Where(person => person.Id != id)],
        Asked = [.. Asked.Where(asked => asked != id)],
        Former = [.. Former.Where(former => former.Person.Id != id)],
        Stopped = [.. Stopped.Where(stopped => stopped != id), id],
    };

    /// <summary>One of ours comes in.</summary>
    public Group WithEntered(GroupPerson self, string nick, DateTimeOffset at) => this with
    {
        People = Find(self.Id) is null ? [.. People, self with { Since = at.ToUnixTimeMilliseconds() }] : People,
        Left = [.. Left.Where(id => id != self.Id)],
        Inside = new Dictionary<string, GroupSeat>(Inside)
        {
            [self.Id] = Inside.TryGetValue(self.Id, out var seat) ? seat with { Nick = nick }
                : new(nick, at.ToUnixTimeSeconds()) { CameBack = Left.Contains(self.Id) },
        },
    };

    /// <summary>One of ours was asked in with a message.</summary>
    public Group WithInvited(string id, int number) => this with { Invited = new Dictionary<string, int>(Invited) { [id] = number } };

    /// <summary>The invitation of one of ours was not shown: the next mail asks them in.</summary>
    public Group WithNotInvited(string id) => this with { Invited = Invited.Where(asked => asked.Key != id).ToDictionary() };

    /// <summary>What the checks of a mail say of its author.</summary>
    public Group WithTrust(string author, SenderTrust trust) => trust switch
    {
        SenderTrust.Verified => this with
        {
            Verified = [.. Verified.Where(id => id != author), author],
            Doubted = [.. Doubted.Where(id => id != author)],
        },
        SenderTrust.Unverified => this with
        {
            Verified = [.. Verified.Where(id => id != author)],
            Doubted = [.. Doubted.Where(id => id != author), author],
        },
        _ => this,
    };

    /// <summary>Whether it is that of just these people; who has left or stopped it counts where they name them.</summary>
    public bool IsOf(IReadOnlyList<string> ids) => KeyOf(Ids.Concat(Left.Concat(Stopped).Intersect(ids))) == KeyOf(ids);

    /// <summary>The same in less room, for a note that has none for all of it.</summary>
    public Group Short() => this with
    {
        Name = Id,
        People = [.. People.Select(person => person.Unnamed)],
        Former = [],
        Guests = Guests.Where(guest => Find(guest.Key) is not null).ToDictionary(),
    };

    /// <summary>One of ours goes: mails from here leave them out, and mails of others that name them come one to one again.</summary>
    public Group WithLeft(string id, DateTimeOffset at)
    {
        if (!Inside.TryGetValue(id, out var seat))
            return this;

        var without = this with { Inside = Inside.Where(other => other.Key != id).ToDictionary() };
        return at.ToUnixTimeSeconds() - seat.Since < Glance.TotalSeconds && !seat.CameBack ? without : without with
        {
            Former = FormerWith(People.Where(person => person.Id == id), at),
            People = [.. People.Where(person => person.Id != id)],
            Asked = [.. Asked.Where(asked => asked != id)],
            Left = [.. Left.TakeLast(MostLeft - 1), id],
        };
    }

    /// <summary>Who was in it at a time.</summary>
    public IEnumerable<GroupPerson> PeopleAt(DateTimeOffset at)
    {
        var time = at.ToUnixTimeMilliseconds();
        return People.Concat(Former.Where(former => former.Until > time).Select(former => former.Person)).Where(person => person.Since <= time).DistinctBy(person => person.Id);
    }

    /// <summary>
    /// Whom a mail of one of ours names: everybody else who was in the group when it was said, however long it has waited; in To or Cc as in the latest mail.
    /// </summary>
    public (IReadOnlyList<GroupPerson> To, IReadOnlyList<GroupPerson> Cc) RecipientsOf(string author, DateTimeOffset said)
    {
        var others = PeopleAt(said).Where(person => person.Id != author).ToList();
        var to = others.Where(person => !person.IsCopied).ToList();
        var cc = others.Where(person => person.IsCopied).ToList();

        // RFC 5322 lets To be missing, and filters take such mail for spam.
        return to.Count > 0 ? (to, cc) : (cc, []);
    }

    private Dictionary<string, GroupGuest> GuestsWith(string id, GroupGuest guest)
    {
        // Who is in it no more is forgotten first.
        var others = Guests.Where(other => other.Key != id).OrderBy(other => Find(other.Key) is not null).ToList();
        return new(others.Skip(Math.Max(0, others.Count - MostGuests + 1))) { [id] = guest };
    }

    private IReadOnlyList<GroupFormer> FormerWith(IEnumerable<GroupPerson> gone, DateTimeOffset at) =>
    [
        .. Former.Concat(gone.Select(person => new GroupFormer(person.Unnamed, at.ToUnixTimeMilliseconds())))
            .Where(former => former.Until > at.ToUnixTimeMilliseconds() - (long)FormerCount.TotalMilliseconds).TakeLast(MostFormer),
    ];
}
