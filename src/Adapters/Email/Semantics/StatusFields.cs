using System.Globalization;
using System.Text.RegularExpressions;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>One group of fields of a message/delivery-status part (RFC 3464 §2.1): first the message's, then one for each recipient.</summary>
internal sealed partial class StatusFields
{
    private const int MostGroups = 1001;
    private const int MostFields = 100;

    private readonly List<HeaderField> _fields = [];

    public bool IsRecipient =>
        Find("final-recipient") is not null || Find("original-recipient") is not null
        || (Find("action") is not null && Find("status") is not null);

    /// <summary>
    /// The RFC 3463 code: the one that the remote server said with its reply, if it is of the class that the field has; else the field's. The field
    /// is the reporting server's summary (4.4.7, "expired"), the reply is the reason.
    /// </summary>
    public string Status
    {
        get
        {
            var given = FailureReasons.FindStatus(Find("status") ?? "");
            var words = Typed("diagnostic-code") ?? "";
            var replied = FailureReasons.FindRepliedStatus(words);
            var told = replied.Length > 0 ? replied : given.Length == 0 || IsVague(given) ? FailureReasons.FindStatus(words) : "";
            return told.Length > 0 && !IsVague(told) && (given.Length == 0 || told[0] == given[0]) ? told
                : given.Length > 0 ? given
                : told;
        }
    }

    public static IReadOnlyList<StatusFields> Groups(ReadOnlyMemory<byte> raw)
    {
        var groups = new List<StatusFields>();
        var group = new StatusFields();
        var bytes = raw.Span;
        var position = 0;
        while (position < bytes.Length && groups.Count < MostGroups)
        {
            var line = HeaderScanner.Classify(bytes, position, out var colon);
            if (line == HeaderScanner.Line.Continuation && bytes[position..HeaderScanner.NextLine(bytes, position)].Trim(" \t\r\n"u8).IsEmpty)
            {
                // An empty line that got a space on its way.
                line = HeaderScanner.Line.Blank;
            }

            var end = line == HeaderScanner.Line.Field
                ? FieldEnd(bytes, position)
                : HeaderScanner.NextLine(bytes, position);
            if (line == HeaderScanner.Line.Field)
            {
                var field = new HeaderField(Slice.Between(position, colon).Of(raw), Slice.Between(colon + 1, end).Of(raw));
                if ((field.Is("final-recipient") || field.Is("original-recipient")) && group.Find(field.Name) is not null)
                {
                    // COMPAT(AOL): no empty line between two recipients.
                    groups.Add(group);
                    group = new StatusFields();
                }

                group.Add(field);
            }
            else if (group._fields.Count > 0 && line == HeaderScanner.Line.Blank)
            {
                groups.Add(group);
                group = new StatusFields();
            }

            position = end;
        }

        if (group._fields.Count > 0)
        {
            groups.Add(group);
        }

        return groups;
    }

    public string? Find(string name) => _fields.Find(field => field.Is(name))?.Value.Trim();

    /// <summary>All fields of one name.</summary>
    public IEnumerable<string> All(string name) => _fields.Where(field => field.Is(name)).Select(field => field.Value.Trim());

    /// <summary>The first word, lower case.</summary>
    public string Word(string name)
    {
        var value = Find(name) ?? "";
        var end = value.AsSpan().IndexOfAny(" \t;(");
        return (end < 0 ? value : value[..end]).ToLowerInvariant();
    }

    /// <summary>The text after the type: <c>smtp; 550 no such user</c>.</summary>
    public string? Typed(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        var text = semicolon is > 0 and < 20 && !value.AsSpan(0, semicolon).Contains(' ') ? value[(semicolon + 1)..] : value;
        return string.Join(' ', text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
    }

    public string? Address(string name)
    {
        if (Typed(name) is not { Length: > 0 } text)
        {
            return null;
        }

        // RFC 6533 §3: utf-8-addr-xtext writes characters as \x{HEX}.
        text = UnicodeEscape().Replace(text, match =>
            int.TryParse(match.ValueSpan[3..^1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) && System.Text.Rune.IsValid(code)
                ? new System.Text.Rune(code).ToString()
                : match.Value);
        return AddressParser.Parse(text, 1) is [{ Address.Length: > 0 } mailbox] ? mailbox.Address : text;
    }

    private static int FieldEnd(ReadOnlySpan<byte> bytes, int position)
    {
        var end = HeaderScanner.NextLine(bytes, position);
        while (end < bytes.Length && bytes[end] is (byte)' ' or (byte)'\t')
        {
            var next = HeaderScanner.NextLine(bytes, end);
            if (bytes[end..next].Trim(" \t\r\n"u8).IsEmpty)
            {
                break;
            }

            end = next;
        }

        return end;
    }

    private static bool IsVague(string status) => status.EndsWith(".0.0", StringComparison.Ordinal);

    private void Add(HeaderField field)
    {
        if (_fields.Count < MostFields)
        {
            _fields.Add(field);
        }
    }

    [GeneratedRegex(@"\\x\{[0-9A-Fa-f]{2,6}\}")]
    private static partial Regex UnicodeEscape();
}
