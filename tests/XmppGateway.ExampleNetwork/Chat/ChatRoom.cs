using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>One room: who is in it and everything that has happened, in one order. Safe to use from any thread.</summary>
internal sealed class ChatRoom : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<RoomHappening> _log = [];
    private readonly Dictionary<string, Participant> _inside = new(StringComparer.Ordinal);

    /// <summary>Of everybody who is more or less than a guest, in the room or not.</summary>
    private readonly Dictionary<string, RoomRank> _ranks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _invited = new(StringComparer.Ordinal);
    private int _told;

    public ChatRoom(string address, RoomCard card)
    {
        Address = address;
        Card = card;
        foreach (var person in card.People)
        {
            _ranks[person.Id] = person.Rank;
            _inside[person.Id] = person;
        }
    }

    public string Address { get; }

    /// <summary>Of who hands over: one after the other.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public RoomCard Card { get; private set; }

    /// <summary>The last change of the subject; null before the first.</summary>
    public RoomHappening? Subject { get; private set; }

    public IReadOnlyList<Participant> Inside
    {
        get
        {
            lock (_gate)
            {
                return [.. _inside.Values];
            }
        }
    }

    /// <summary>Who has a rank, in the room or not.</summary>
    public IReadOnlyList<Participant> Listed(RoomRank rank)
    {
        lock (_gate)
        {
            return [.. _ranks.Where(listed => listed.Value == rank).Select(listed => _inside.GetValueOrDefault(listed.Key) ?? new Participant(listed.Key, listed.Key, rank))];
        }
    }

    /// <summary>Null for somebody who is not in it.</summary>
    public Participant? Find(string id)
    {
        lock (_gate)
        {
            return _inside.GetValueOrDefault(id);
        }
    }

    public void Change(RoomCard card, DateTimeOffset at)
    {
        lock (_gate)
        {
            Card = card;
            Add(new RoomHappening { Id = $"{Address} {_log.Count}", Kind = Doing.Configure, By = _inside.Keys.FirstOrDefault() ?? "nobody", At = at }, null);
        }
    }

    /// <summary>Does what somebody wants: why not, or whether anything is different now. What was done already is done.</summary>
    public (PostingResult.Refused? Refusal, bool IsNew) Do(RoomHappening what)
    {
        lock (_gate)
        {
            if (_log.Exists(known => known.Id == what.Id))
            {
                return (null, false);
            }

            // What tests make people do is not judged: they are whatever a test needs.
            var refusal = Participant.IsUser(what.By)
                ? RoomRights.WhyNot(
                    what, _inside.GetValueOrDefault(what.By), RankOf(what.By), what.Who is { } whom ? RankOf(whom) : RoomRank.Guest, _invited.Contains(what.By), Card)
                : null;
            return (refusal, refusal is null && Apply(what));
        }
    }

    /// <summary>Why a user of the gateway may not say this; null when they may.</summary>
    public PostingResult.Refused? WhyNotSay(Posting posting)
    {
        lock (_gate)
        {
            var by = Participant.IdOf(Jid.Parse(posting.User));
            return posting.Target is { } target && !_log.Exists(known => known.Id == target)
                ? new PostingResult.Refused("There is no such message.", FailureCondition.NoSuchRecipient)
                : RoomRights.WhyNot(
                    new RoomHappening { Kind = posting.Kind, By = by }, _inside.GetValueOrDefault(by), RankOf(by), RoomRank.Guest, false, Card);
        }
    }

    /// <summary>What a user of the gateway has said. The engine shows it by itself, so the gateway is not told.</summary>
    public void Keep(Posting posting, string id, DateTimeOffset at)
    {
        lock (_gate)
        {
            var by = Participant.IdOf(Jid.Parse(posting.User));
            Add(
                new RoomHappening
                {
                    Id = id,
                    Kind = posting.Kind,
                    By = by,
                    At = at,
                    Text = posting.Text,
                    Styled = posting.Styled,
                    Thread = posting.Thread,
                    ReplyTo = posting.ReplyTo,
                    Target = posting.Target,
                    Reason = posting.Reason,
                    Emoji = posting.Emoji,
                },
                null,
                isTold: false);
        }
    }

    /// <summary>What was said before a place, newest first, and the place of the last of it; null for the newest, and when there is no more.</summary>
    public (IReadOnlyList<RoomHappening> Said, int? Before) Read(int? before, int limit)
    {
        lock (_gate)
        {
            var said = _log.Take(before ?? _log.Count).Index().Reverse().Where(one => one.Item.Kind <= Doing.Reactions).Take(limit + 1).ToList();
            return ([.. said.Take(limit).Select(one => one.Item)], said.Count > limit ? said[limit - 1].Index : null);
        }
    }

    /// <summary>What is to be handed over next. With the turn.</summary>
    public RoomHappening? NextToTell()
    {
        lock (_gate)
        {
            for (; _told < _log.Count; _told++)
            {
                if (_log[_told].IsTold)
                {
                    return _log[_told];
                }
            }

            return null;
        }
    }

    /// <summary>It was taken. With the turn.</summary>
    public void Told() => _told++;

    /// <inheritdoc/>
    public void Dispose() => Turn.Dispose();

    private RoomRank RankOf(string id) => _ranks.GetValueOrDefault(id, RoomRank.Guest);

    private bool Apply(RoomHappening what)
    {
        var whom = what.Who ?? what.By;
        var before = _inside.GetValueOrDefault(whom);
        switch (what.Kind)
        {
            case Doing.Join:
                _ranks[what.By] = what.Rank ?? RankOf(what.By);
                _inside[what.By] = new Participant(what.By, what.Text ?? before?.Nick ?? what.By, RankOf(what.By), before?.MaySpeak ?? (!Card.Moderated || RankOf(what.By) >= RoomRank.Member));
                break;
            case Doing.Rename when before is not null:
                _inside[whom] = before with { Nick = what.Text ?? before.Nick };
                break;
            case Doing.Leave or Doing.Kick:
                _inside.Remove(whom);
                break;
            case Doing.Rank when what.Rank is { } rank:
                var other = RankOf(whom) != rank;
                _ranks[whom] = rank;
                if (rank == RoomRank.Banned)
                {
                    _inside.Remove(whom);
                }
                else if (before is not null)
                {
                    _inside[whom] = before with { Rank = rank, MaySpeak = !Card.Moderated || rank >= RoomRank.Member };
                }

                return other && Add(what, before);
            case Doing.Voice when before is not null:
                _inside[whom] = before with { MaySpeak = what.MaySpeak ?? true };
                break;
            case Doing.Subject when Subject?.Text != what.Text:
                Subject = what with { Author = AuthorOf(what) };
                return Add(what, null);
            case Doing.Subject:
                return false;
            case Doing.Invite:
                _invited.Add(whom);
                return Add(what, null);
            default:
                return Add(what, null);
        }

        return _inside.GetValueOrDefault(whom) != before && Add(what, before);
    }

    private Participant AuthorOf(RoomHappening what) => _inside.GetValueOrDefault(what.By) ?? new Participant(what.By, what.By, RankOf(what.By));

    private bool Add(RoomHappening what, Participant? before, bool? isTold = null)
    {
        var whom = what.Who ?? what.By;
        _log.Add(what with
        {
            Author = what.By == whom && before is not null ? before : AuthorOf(what),
            Member = _inside.GetValueOrDefault(whom) ?? before ?? new Participant(whom, whom, RankOf(whom)),
            IsTold = isTold ?? (what.Kind == Doing.Invite || Participant.IsUser(whom) || _inside.Keys.Any(Participant.IsUser)),
        });
        return true;
    }
}
