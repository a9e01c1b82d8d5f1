using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>A table as lines of a chat message: one line for each row, the headings first. Pure.</summary>
internal static class ChatTable
{
    private const int MaximumRows = 50;

    /// <summary>In UTF-16 units.</summary>
    private const int MaximumText = 8_000;

    public static IEnumerable<string> Lines(Table table, string language)
    {
        yield return string.Join(" | ", table.Columns.Select(c => c.Label.In(language)));
        var shown = 0;
        var left = MaximumText;
        foreach (var row in table.Rows)
        {
            var line = "• " + string.Join(" | ", row.Select(BodyText.CleanLine).Select(cell => cell.Length == 0 ? "–" : cell));
            left -= line.Length;
            if (shown == MaximumRows || left < 0)
            {
                yield return ChatTexts.MoreRows.In(language);
                yield break;
            }

            shown++;
            yield return line;
        }
    }
}
