using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>
/// A mail to a group while it goes out: whom it names, and which thread it continues, was decided at its first attempt, and nobody gets it a second time
/// because it failed for another one.
/// </summary>
/// <param name="To">Whom it names in To.</param>
/// <param name="Cc">Whom it names in Cc.</param>
/// <param name="Receivers">The ids of those of them to whom it is sent: those of ours who see it in the room have it there.</param>
internal sealed record GroupSending(IReadOnlyList<GroupPerson> To, IReadOnlyList<GroupPerson> Cc, IReadOnlyList<string> Receivers)
{
    private const int WithWords = 5;

    /// <summary>Its subject, and what it answers: the same for everybody.</summary>
    public ReplyContext? Place { get; init; }

    /// <summary>The ids of those about whom nothing is to be done any more.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];

    /// <summary>What became of those who did not get it.</summary>
    public IReadOnlyList<GroupFailure> Failures { get; init; } = [];

    /// <summary>The ids of those to whom it is the first one, because one of ours has asked them in: it tells them how to get no more.</summary>
    public IReadOnlyList<string> Guests { get; init => field = value ?? field; } = [];

    /// <summary>Somebody has it, and the rest is tried beside the conversation, which goes on.</summary>
    public bool GoesOn { get; init; }

    /// <summary>The ids of those who stand in no field of it.</summary>
    public IReadOnlyList<string> LeftOut { get; init => field = value ?? field; } = [];

    /// <summary>The ids of those who do not get it, or have not got it so far.</summary>
    public IEnumerable<string> Failed => To.Concat(Cc).Where(person => Failures.Any(failure => failure.Address == person.Address)).Select(person => person.Id);

    /// <summary>Those to whom it is still to be sent.</summary>
    public IEnumerable<GroupPerson> Open => To.Concat(Cc).Where(person => Receivers.Contains(person.Id) && !Done.Contains(person.Id));

    /// <summary>Whether anybody has it by mail.</summary>
    public bool HasReached => Done.Count > Failures.Count;

    /// <summary>The same in less room: nobody has a name, and few reasons have words.</summary>
    public GroupSending Short() => this with
    {
        To = [.. To.Select(person => person.Unnamed)],
        Cc = [.. Cc.Select(person => person.Unnamed)],
        Failures = [.. Failures.Select((failure, i) => i < WithWords ? failure : failure with { English = "", German = "" })],
    };

    /// <summary>Whom its fields name.</summary>
    public (IReadOnlyList<GroupPerson> To, IReadOnlyList<GroupPerson> Cc) Named()
    {
        var to = To.Where(person => !LeftOut.Contains(person.Id)).ToList();
        var cc = Cc.Where(person => !LeftOut.Contains(person.Id)).ToList();

        // RFC 5322 lets To be missing, and filters take such mail for spam.
        return to.Count > 0 ? (to, cc) : (cc, []);
    }

    /// <summary>Without those who have stopped it since it was begun.</summary>
    public GroupSending Without(IReadOnlyList<string> stopped)
    {
        var gone = Open.Where(person => stopped.Contains(person.Id)).ToList();
        return gone.Count == 0 ? this : this with
        {
            Done = [.. Done, .. gone.Select(person => person.Id)],

            // Who has it already has it with them.
            LeftOut = HasReached ? LeftOut : [.. LeftOut, .. gone.Select(person => person.Id)],
            Failures = [.. Failures, .. gone.Select(person => new GroupFailure(person.Address, FailureCondition.NotAllowed, GroupTexts.Stopped.English, GroupTexts.Stopped.German))],
        };
    }

    /// <summary>Without those whose address the server cannot say.</summary>
    public GroupSending WithoutUnwritable()
    {
        var unwritable = To.Concat(Cc).Where(person => !LeftOut.Contains(person.Id) && EmailAddress.TryParse(person.Address, out var address) && address.NeedsSmtpUtf8).ToList();
        var open = Open.Intersect(unwritable).ToList();
        var (reason, condition) = EnvelopeCommands.NotInternational;
        return this with
        {
            Done = [.. Done, .. open.Select(person => person.Id)],
            LeftOut = [.. LeftOut, .. unwritable.Select(person => person.Id)],
            Failures = [.. Failures, .. open.Select(person => new GroupFailure(person.Address, condition, reason.English, reason.German))],
        };
    }

    /// <summary>With what became of the open ones, by their ids; of whom nothing is known, and who is to be tried again, is still open.</summary>
    public GroupSending With(IReadOnlyDictionary<string, DeliveryResult> results)
    {
        var judged = Open.Select(person => (First: person, Second: results.GetValueOrDefault(person.Id))).Where(one => one.Second is not (null or DeliveryResult.Retry)).ToList();
        return this with
        {
            Done = [.. Done, .. judged.Select(one => one.First.Id)],
            Failures =
            [
                .. Failures,
                .. from one in judged
                   let reason = one.Second switch
                   {
                       DeliveryResult.Rejected rejected => rejected,
                       DeliveryResult.FileRefused file => new DeliveryResult.Rejected(file.Reason, FailureCondition.PolicyViolation),
                       _ => null,
                   }
                   where reason is not null
                   select new GroupFailure(one.First.Address, reason.Condition, reason.Reason.English, reason.Reason.German),
            ],
        };
    }
}

/// <summary>Why somebody did not get a mail.</summary>
internal sealed record GroupFailure(string Address, FailureCondition Condition, string English, string German)
{
    /// <summary>For the author.</summary>
    public LocalText Words => GroupTexts.NotDeliveredTo(Address, new(English, German));
}
