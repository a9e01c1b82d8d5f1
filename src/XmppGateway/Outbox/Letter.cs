using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>
/// The lines that somebody wrote quickly one after the other, as the one message that they become; with what was corrected and taken back
/// meanwhile. Follows from what is stored alone, so that a restart comes to the same letter. Pure.
/// </summary>
internal sealed class Letter
{
    /// <summary>How many entries a letter looks at.</summary>
    public const int MostEntries = 64;

    private const int MostCharacters = 32 * 1024;

    /// <summary>Somebody who never stops writing is read, too.</summary>
    private const int LongestInWindows = 4;

    private readonly TimeSpan? _window;
    private readonly List<Outgoing> _lines = [];
    private readonly List<Outgoing> _takenBack = [];
    private readonly List<(Outgoing Change, Outgoing? Line)> _changes = [];
    private readonly DateTimeOffset _began;
    private DateTimeOffset _latest;

    private Letter(Outgoing first, TimeSpan? window)
    {
        _window = window;
        _began = _latest = first.Entry.AcceptedAt;
        _lines.Add(first);
        Last = first;
    }

    /// <summary>The lines as they are to be read, in order; empty when all were taken back.</summary>
    public IReadOnlyList<Outgoing> Lines => _lines;

    /// <summary>Lines that nobody is to read.</summary>
    public IReadOnlyList<Outgoing> TakenBack => _takenBack;

    /// <summary>
    /// The corrections that were applied, each with the place of its line in <see cref="Lines"/>; null where that was taken back later.
    /// </summary>
    public IEnumerable<(Outgoing Change, int? Line)> Corrections => _changes
        .Where(change => change.Line is not null)
        .Select(change => (change.Change, _lines.IndexOf(change.Line!) is >= 0 and var line ? (int?)line : null));

    /// <summary>The retractions that were applied.</summary>
    public IEnumerable<Outgoing> Retractions => _changes.Where(change => change.Line is null).Select(change => change.Change);

    /// <summary>The newest entry in it. The letter goes by its delivery id: one with another line is another letter.</summary>
    public Outgoing Last { get; private set; }

    /// <summary>Something stands behind it that is not part of it.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>When no further line belongs to it.</summary>
    public DateTimeOffset ClosesAt => _window is { } window ? Earlier(_latest + window, _began + (LongestInWindows * window)) : DateTimeOffset.MaxValue;

    /// <summary>The letter itself.</summary>
    public Message What => (Message)_lines[0].Event with { Body = Join([.. _lines.Select(line => ((Message)line.Event).Body)]) };

    /// <summary>Whether this can be the first line of one. A file is sent at once, by itself.</summary>
    public static bool CanBegin(GatewayEvent what) => what is Message { Attachments.Count: 0, Contact.IsRoom: false };

    /// <param name="first">Its first line.</param>
    /// <param name="following">What stands behind it on its lane, in order.</param>
    /// <param name="window">How long after one line the next one belongs to it; null where it is known of all of them that they do.</param>
    public static Letter Gather(Outgoing first, IEnumerable<Outgoing> following, TimeSpan? window)
    {
        var letter = new Letter(first, window);
        foreach (var next in following)
        {
            if (!letter.Takes(next))
            {
                letter.IsClosed = true;
                break;
            }

            letter._latest = next.Entry.AcceptedAt;
            letter.Last = next;
        }

        return letter;
    }

    private bool Takes(Outgoing next) =>
        next is { Damage: null, Entry: { IsDropped: false, NextAttempt: null } }
        && next.Entry.AcceptedAt <= ClosesAt
        && next.Event switch
        {
            Message line => TakesLine(next, line),
            Edit edit => TakesEdit(next, edit),
            Retraction retraction => TakesRetraction(next, retraction),
            _ => false,
        };

    private bool TakesLine(Outgoing next, Message line)
    {
        // Where all lines so far were taken back, the next one begins anew.
        // What is known to be part of it is that whatever an adapter says by now.
        if (_lines.Count == 0
            || !CanBegin(line)
            || (_window is not null && next.Network.StandsAlone(line))
            || !GoesOn((Message)_lines[0].Event, line)
            || _lines.Sum(other => ((Message)other.Event).Body.Plain.Length) + line.Body.Plain.Length > MostCharacters)
        {
            return false;
        }

        _lines.Add(next);
        return true;
    }

    private bool TakesEdit(Outgoing next, Edit edit)
    {
        if (FindLine(edit.Target) is not { } line)
        {
            return false;
        }

        var corrected = line with { Event = (Message)line.Event with { Body = edit.Body } };
        _lines[_lines.IndexOf(line)] = corrected;
        for (var i = 0; i < _changes.Count; i++)
        {
            _changes[i] = _changes[i].Line == line ? (_changes[i].Change, corrected) : _changes[i];
        }

        _changes.Add((next, corrected));
        return true;
    }

    private bool TakesRetraction(Outgoing next, Retraction retraction)
    {
        if (FindLine(retraction.Target) is not { } line)
        {
            return false;
        }

        _lines.Remove(line);
        _takenBack.Add(line);
        _changes.Add((next, null));
        return true;
    }

    /// <summary>What is not sent yet goes by its stanza id. XEP-0308 §3 names the first message; some clients name the last correction.</summary>
    private Outgoing? FindLine(RemoteMessageId target) => LateReference.StanzaIdOf(target) is not { Length: > 0 } id ? null
        : _lines.LastOrDefault(line => line.Entry.StanzaId == id)
            ?? _changes.LastOrDefault(change => change.Change.Entry.StanzaId == id && change.Line is not null && _lines.Contains(change.Line)).Line;

    /// <summary>Whether a line goes on with what the first one began.</summary>
    private static bool GoesOn(Message first, Message line) =>
        line.Kind == first.Kind
        && (string.IsNullOrWhiteSpace(line.Subject) || line.Subject == first.Subject)
        && line.Thread == first.Thread
        && (line.ReplyTo is null || line.ReplyTo == first.ReplyTo);

    private static RichText Join(IReadOnlyList<RichText> lines)
    {
        if (lines.Count == 1)
        {
            return lines[0];
        }

        var plain = string.Join("\n\n", lines.Select(line => line.Plain));
        return lines.All(line => line.Blocks.Count == 0)
            ? new RichText(plain)
            : RichText.Of(plain, [.. lines.SelectMany(BlocksOf)]);
    }

    private static IEnumerable<RichBlock> BlocksOf(RichText line) =>
        line.Blocks.Count > 0 ? line.Blocks : [new RichBlock.Paragraph([new RichInline.Text(line.Plain)])];

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
