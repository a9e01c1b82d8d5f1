using System.Xml.Linq;
using XmppGateway.Benchmarks.Report;
using Xunit;

namespace XmppGateway.Tests.Benchmarks;

public sealed class ReportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 3)]
    [InlineData(0.99, 4)]
    [InlineData(1, 4)]
    public void A_share_of_the_values_is_below(double share, double expected) => Assert.Equal(expected, Figures.At([4, 1, 3, 2], share));

    [Theory]
    [InlineData(3.0, 2.0, 1.5)]
    [InlineData(3.0, 0.0, null)]
    [InlineData(double.NaN, 2.0, null)]
    [InlineData(3.0, double.PositiveInfinity, null)]
    [InlineData(null, 2.0, null)]
    [InlineData(3.0, null, null)]
    public void A_ratio_is_a_number_or_nothing(double? value, double? basis, double? expected) => Assert.Equal(expected, Figures.Ratio(value, basis));

    [Fact]
    public void The_longest_bar_is_full_and_the_others_are_in_proportion()
    {
        var widths = Bars(new BarChart("Speed", "1/s", [("a", 50), ("b", 100), ("c", 0)]));

        Assert.Equal([190.0, 380.0, 0.0], widths);
    }

    [Fact]
    public void What_is_no_number_has_no_bar_and_a_dash()
    {
        var chart = new BarChart("Speed", "1/s", [("a", null), ("b", double.NaN), ("c", double.PositiveInfinity), ("d", -1)]);

        Assert.All(Bars(chart), width => Assert.Equal(0, width));
        var svg = chart.ToSvg();
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
        Assert.Equal(3, Texts(chart).Count(text => text == "–"));
    }

    [Fact]
    public void Labels_are_text_whatever_is_in_them()
    {
        const string hostile = "<script>\"&'\u0001]]>";

        var texts = Texts(new BarChart(hostile, hostile, [(hostile, 1)]));

        Assert.Contains("<script>\"&']]>", texts);
    }

    [Fact]
    public void A_chart_without_bars_is_a_picture() => Assert.Empty(Bars(new BarChart("Nothing", "1/s", [])));

    [Fact]
    public void The_same_page_is_the_same_text_and_names_its_pictures()
    {
        static ReportPage Page() => new(
            "Title", [("date", "today")], [new ReportTable("Table", ["a|b", "c"], [["1", "2\n3"]])], [new BarChart("Speed", "1/s", [("a", 1)])], ["A note."]);

        var text = Page().ToMarkdown("file");

        Assert.Equal(
            """
            # Title

            | environment |  |
            |---|---|
            | date | today |

            ## Table

            | a\|b | c |
            |---|---|
            | 1 | 2 3 |

            ![Speed](file-1.svg)

            - A note.

            """,
            text);
        Assert.Equal(text, Page().ToMarkdown("file"));
        Assert.Equal(Page().Charts[0].ToSvg(), Page().Charts[0].ToSvg());
    }

    private static List<double> Bars(BarChart chart) =>
        [.. XElement.Parse(chart.ToSvg()).Elements(Svg + "rect").Skip(1).Select(bar => (double)bar.Attribute("width")!)];

    private static List<string> Texts(BarChart chart) => [.. XElement.Parse(chart.ToSvg()).Elements(Svg + "text").Select(text => text.Value)];
}
