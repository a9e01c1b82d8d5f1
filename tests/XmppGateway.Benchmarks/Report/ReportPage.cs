using System.Text;

namespace XmppGateway.Benchmarks.Report;

/// <summary>A page in Markdown: where it was measured, tables, and charts in files beside it.</summary>
internal sealed record ReportPage(string Title, IReadOnlyList<(string Name, string Value)> Environment, IReadOnlyList<ReportTable> Tables, IReadOnlyList<BarChart> Charts, IReadOnlyList<string> Notes)
{
    /// <summary>The text; the pictures are called <paramref name="name"/>-1.svg and so on.</summary>
    public string ToMarkdown(string name)
    {
        var text = new StringBuilder("# ").Append(Title).Append("\n\n");
        text.Append(new ReportTable("", ["environment", ""], [.. Environment.Select(IReadOnlyList<string> (row) => [row.Name, row.Value])]).ToMarkdown());
        foreach (var table in Tables)
        {
            text.Append("\n## ").Append(table.Title).Append("\n\n").Append(table.ToMarkdown());
        }

        for (var i = 0; i < Charts.Count; i++)
        {
            text.Append("\n![").Append(Charts[i].Title).Append("](").Append(PictureOf(name, i)).Append(")\n");
        }

        foreach (var note in Notes)
        {
            text.Append("\n- ").Append(note);
        }

        return text.Append('\n').ToString();
    }

    public void Write(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var name = Path.GetFileNameWithoutExtension(file);
        File.WriteAllText(file, ToMarkdown(name));
        for (var i = 0; i < Charts.Count; i++)
        {
            File.WriteAllText(Path.Combine(folder, PictureOf(name, i)), Charts[i].ToSvg());
        }
    }

    private static string PictureOf(string name, int number) => $"{name}-{number + 1}.svg";
}

/// <summary>A table of text.</summary>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public string ToMarkdown()
    {
        var text = new StringBuilder(Line(Head)).Append('|');
        text.Append(string.Concat(Enumerable.Repeat("---|", Head.Count))).Append('\n');
        foreach (var row in Rows)
        {
            text.Append(Line(row));
        }

        return text.ToString();
    }

    private static string Line(IReadOnlyList<string> cells) =>
        "| " + string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" "))) + " |\n";
}
