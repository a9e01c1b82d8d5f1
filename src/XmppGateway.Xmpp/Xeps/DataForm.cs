using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0004: a form to fill in (<c>form</c>), what was filled in (<c>submit</c>), or a table (<c>result</c>).</summary>
/// <param name="Type">As on the wire.</param>
public sealed record DataForm(string Type)
{
    public const string ToFillIn = "form";
    public const string Submit = "submit";
    public const string Cancel = "cancel";
    public const string Result = "result";

    /// <summary>XEP-0068: the field that says what a form is for.</summary>
    public const string FormType = "FORM_TYPE";

    public static readonly string Feature = Namespaces.DataForms.NamespaceName;

    private static readonly XName Element = Namespaces.DataForms + "x";

    public string? Title { get; init; }

    public string? Instructions { get; init; }

    public IReadOnlyList<DataField> Fields { get; init; } = [];

    /// <summary>The columns of a table (§3.4).</summary>
    public IReadOnlyList<DataField> Reported { get; init; } = [];

    /// <summary>The rows of a table.</summary>
    public IReadOnlyList<IReadOnlyList<DataField>> Items { get; init; } = [];

    /// <summary>The first form in an element, or null.</summary>
    public static DataForm? Find(XElement parent) => parent.Element(Element) is { } x ? Parse(x) : null;

    public static DataForm Parse(XElement x) => new(x.Attribute("type")?.Value ?? "")
    {
        Title = x.Element(Namespaces.DataForms + "title")?.Value,
        Instructions = x.Element(Namespaces.DataForms + "instructions")?.Value,
        Fields = FieldsOf(x),
        Reported = x.Element(Namespaces.DataForms + "reported") is { } reported ? FieldsOf(reported) : [],
        Items = [.. x.Elements(Namespaces.DataForms + "item").Select(FieldsOf)],
    };

    /// <summary>The values of a field; null when it is not there.</summary>
    public IReadOnlyList<string>? Values(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Var == name)
            {
                return field.Values;
            }
        }

        return null;
    }

    public XElement ToElement() => new(
        Element,
        new XAttribute("type", Type),
        Title is null ? null : new XElement(Namespaces.DataForms + "title", Title),
        Instructions is null ? null : new XElement(Namespaces.DataForms + "instructions", Instructions),
        Fields.Select(f => f.ToElement()),
        Reported.Count == 0 ? null : new XElement(Namespaces.DataForms + "reported", Reported.Select(f => f.ToElement())),
        Items.Select(item => new XElement(Namespaces.DataForms + "item", item.Select(f => f.ToElement()))));

    private static IReadOnlyList<DataField> FieldsOf(XElement parent) =>
        [.. parent.Elements(Namespaces.DataForms + "field").Select(DataField.Parse)];
}
