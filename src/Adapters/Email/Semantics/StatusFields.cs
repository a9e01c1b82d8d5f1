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

    /// <summary>The RFC 3463 code; the one in the diagnostic where the field is missing or says nothing (x.0.0).</summary>
    public string Status
    {
        get
        {
            var given = FindStatus(Find("status") ?? "");
            if (given.Length > 0 && !given.EndsWith(".0.0", StringComparison.Ordinal))
            {
                return given;
            }

            var told = FindStatus(Typed("diagnostic-code") ?? "");
            return told.Length > 0 && (given.Length == 0 || told[0] == given[0]) ? told : given;
        }
    }

    /// <summary>The first RFC 3463 code in a text, or nothing.</summary>
    public static string FindStatus(string text) => StatusCode().Match(text).Value;

    public static IReadOnlyList<StatusFields> Groups(ReadOnlyMemory<byte> raw)
    {
        var groups = new List<StatusFields>();
        var group = new StatusFields();
        var bytes = raw.Span;
        var position = 0;
        while (position < bytes.Length && groups.Count < MostGroups)
        {
            var line = HeaderScanner.Classify(bytes, position, out var colon);
            var end = line == HeaderScanner.Line.Field
                ? HeaderScanner.FieldEnd(bytes, position, bytes.Length)
                : HeaderScanner.NextLine(bytes, position);
            if (line == HeaderScanner.Line.Field)
            {
                group.Add(new HeaderField(Slice.Between(position, colon).Of(raw), Slice.Between(colon + 1, end).Of(raw)));
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
        return AddressParser.Parse(text, 1) is [var mailbox] ? mailbox.Address : text;
    }

    private void Add(HeaderField field)
    {
        if (_fields.Count < MostFields)
        {
            _fields.Add(field);
        }
    }

    [GeneratedRegex(@"\b[245]\.[0-9]{1,3}\.[0-9]{1,3}\b")]
    private static partial Regex StatusCode();

    [GeneratedRegex(@"\\x\{[0-9A-Fa-f]{2,6}\}")]
    private static partial Regex UnicodeEscape();
}
