using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0004 §3.2: one field of a form, or one column or cell of a result.</summary>
/// <param name="Var">Its name; null only for one of type <c>fixed</c>.</param>
/// <param name="Type">One of §3.3; null for <c>text-single</c>.</param>
public sealed record DataField(string? Var, string? Type = null, string? Label = null)
{
    /// <summary>A text between other fields.</summary>
    public const string Fixed = "fixed";

    /// <summary>Not shown.</summary>
    public const string Hidden = "hidden";

    public IReadOnlyList<string> Values { get; init; } = [];

    public IReadOnlyList<DataOption> Options { get; init; } = [];

    public bool Required { get; init; }

    /// <summary>A longer explanation.</summary>
    public string? Description { get; init; }

    /// <summary>XEP-0122: a whole number between these.</summary>
    public (long Least, long Most)? Range { get; init; }

    /// <summary>XEP-0122: a list that takes other values than its options, too.</summary>
    public bool IsOpen { get; init; }

    internal static DataField Parse(XElement field) => new(
        field.Attribute("var")?.Value, field.Attribute("type")?.Value, field.Attribute("label")?.Value)
    {
        Values = [.. field.Elements(Namespaces.DataForms + "value").Select(v => v.Value)],
        Options =
        [
            .. field.Elements(Namespaces.DataForms + "option").Select(o => new DataOption(
                o.Element(Namespaces.DataForms + "value")?.Value ?? "", o.Attribute("label")?.Value)),
        ],
        Required = field.Element(Namespaces.DataForms + "required") is not null,
        Description = field.Element(Namespaces.DataForms + "desc")?.Value,
        IsOpen = field.Element(Namespaces.DataValidate + "validate")?.Element(Namespaces.DataValidate + "open") is not null,
        Range = RangeOf(field.Element(Namespaces.DataValidate + "validate")?.Element(Namespaces.DataValidate + "range")),
    };

    internal XElement ToElement() => new(
        Namespaces.DataForms + "field",
        Var is null ? null : new XAttribute("var", Var),
        Type is null ? null : new XAttribute("type", Type),
        Label is null ? null : new XAttribute("label", Label),
        Description is null ? null : new XElement(Namespaces.DataForms + "desc", Description),
        Required ? new XElement(Namespaces.DataForms + "required") : null,
        Range is { } range ? Validation(range.Least, range.Most) : IsOpen ? OpenList() : null,
        Values.Select(v => new XElement(Namespaces.DataForms + "value", v)),
        Options.Select(o => new XElement(
            Namespaces.DataForms + "option",
            o.Label is null ? null : new XAttribute("label", o.Label),
            new XElement(Namespaces.DataForms + "value", o.Value))));

    private static (long Least, long Most)? RangeOf(XElement? range) =>
        long.TryParse(range?.Attribute("min")?.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var least)
        && long.TryParse(range?.Attribute("max")?.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var most)
            ? (least, most)
            : null;

    // XEP-0122 §3.1, §3.2.3
    private static XElement Validation(long least, long most) => new(
        Namespaces.DataValidate + "validate",
        new XAttribute("datatype", "xs:integer"),
        new XElement(
            Namespaces.DataValidate + "range",
            new XAttribute("min", least.ToString(CultureInfo.InvariantCulture)),
            new XAttribute("max", most.ToString(CultureInfo.InvariantCulture))));

    // XEP-0122 §3.2.2
    private static XElement OpenList() => new(
        Namespaces.DataValidate + "validate", new XAttribute("datatype", "xs:string"), new XElement(Namespaces.DataValidate + "open"));
}

/// <summary>One value to choose in a list.</summary>
public sealed record DataOption(string Value, string? Label = null);
