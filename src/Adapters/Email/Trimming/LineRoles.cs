namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>Says of each line what it is. One pass, with a bounded look around.</summary>
internal sealed class LineRoles
{
    private readonly IReadOnlyList<string> _lines;
    private readonly IReadOnlyList<LineHint>? _hints;
    private readonly bool _isForward;
    private readonly LineRole[] _roles;
    private bool _hasOwn;

    private LineRoles(IReadOnlyList<string> lines, bool isForward, IReadOnlyList<LineHint>? hints)
    {
        _lines = lines;
        _hints = hints;
        _isForward = isForward;
        _roles = new LineRole[lines.Count];
    }

    public static LineRole[] Of(IReadOnlyList<string> lines, bool isForward, IReadOnlyList<LineHint>? hints)
    {
        var reading = new LineRoles(lines, isForward, hints);
        reading.Read();
        return reading._roles;
    }

    private void Read()
    {
        var signature = false;
        for (var i = 0; i < _lines.Count;)
        {
            var next = ReadQuoted(i) ?? ReadOther(i);
            if (next is { } after)
            {
                signature = false;
                i = after;
                continue;
            }

            signature = signature || HintOf(i) == LineHint.Signs || (HintOf(i) != LineHint.Own && SignatureMark.Begins(_lines, i));
            _roles[i] = signature ? LineRole.Signature : LineRole.Own;
            _hasOwn |= !signature && !IsBlank(i);
            i++;
        }
    }

    /// <summary>A quotation or its introduction at a line; the line after it, or null.</summary>
    private int? ReadQuoted(int at)
    {
        if (HintOf(at) == LineHint.Own)
        {
            return null;
        }

        if (QuotedLine.Is(_lines[at]))
        {
            return Fill(at, QuotedLine.EndOf(_lines, at), LineRole.Quote);
        }

        if (HintOf(at) == LineHint.Introduces)
        {
            return Fill(at, at + 1, LineRole.Introduction);
        }

        if (Introduction.At(_lines, at) is not { } found)
        {
            return null;
        }

        // Unmarked words below an introduction are the other mail to its end; at the very top they are the answer, from which the quotation was deleted.
        var below = NextText(found.End);
        return below < _lines.Count && QuotedLine.Is(_lines[below]) ? Fill(at, below, LineRole.Introduction)
            : !found.IsCertain ? null
            : _hasOwn || below == _lines.Count ? Fill(at, _lines.Count, LineRole.Answered)
            : Fill(at, found.End, LineRole.Introduction);
    }

    /// <summary>Another mail that begins at a line and takes the rest.</summary>
    private int? ReadOther(int at)
    {
        if (HintOf(at) == LineHint.Own)
        {
            return null;
        }

        var isForward = SeparatorLine.BeginsForwarded(_lines[at]);
        if (isForward || HintOf(at) == LineHint.BeginsOther || SeparatorLine.BeginsOriginal(_lines[at]) || HeaderBlock.Begins(_lines, at))
        {
            var start = at;
            while (start > 0 && _roles[start - 1] is LineRole.Own && (IsBlank(start - 1) || SeparatorLine.IsRule(_lines[start - 1])))
            {
                start--;
            }

            return Fill(start, _lines.Count, isForward || _isForward ? LineRole.Forwarded : LineRole.Answered);
        }

        return null;
    }

    private int Fill(int from, int to, LineRole role)
    {
        Array.Fill(_roles, role, from, to - from);
        return to;
    }

    private int NextText(int from)
    {
        // Each introduction is passed once: what is blank here is read again at most once.
        while (from < _lines.Count && IsBlank(from))
        {
            from++;
        }

        return from;
    }

    private LineHint HintOf(int at) => _hints?[at] ?? LineHint.None;

    private bool IsBlank(int at) => string.IsNullOrWhiteSpace(_lines[at]);
}
