using System.Xml.Linq;

namespace XmppGateway.Xmpp.Stanzas;

/// <summary>
/// Writes a stanza in the one form that is used on the wire: default namespaces only, attributes of a namespace with a prefix declared
/// on their element, no comments, processing instructions or DTDs. The input's own prefixes are not kept.
/// </summary>
internal static class StanzaRenderer
{
    private static readonly XNamespace XmlnsDeclarations = "http://www.w3.org/2000/xmlns/";

    /// <summary>Appends the stanza; on an exception the buffer is as before.</summary>
    /// <exception cref="InvalidStanzaException">Too large or too deep, or a name that has no XML form.</exception>
    public static void Render(Stanza stanza, Utf8Buffer output, int maxBytes, int maxDepth)
    {
        var start = output.Length;
        try
        {
            Stanza(stanza, output, new Budget(start + (long)maxBytes, maxDepth));
        }
        catch (InvalidStanzaException)
        {
            output.Truncate(start);
            throw;
        }
    }

    private static void Stanza(Stanza stanza, Utf8Buffer output, Budget budget)
    {
        var name = StanzaKinds.Name(stanza.Kind);
        output.Raw("<"u8);
        output.Raw(name);
        Attribute(output, " from='"u8, stanza.From?.ToString());
        Attribute(output, " to='"u8, stanza.To?.ToString());
        Attribute(output, " id='"u8, stanza.Id);
        Attribute(output, " type='"u8, stanza.Type);
        Attribute(output, " xml:lang='"u8, stanza.Lang);
        if (stanza.Payloads.Count == 0)
        {
            output.Raw("/>"u8);
        }
        else
        {
            output.Raw(">"u8);
            foreach (var payload in stanza.Payloads)
            {
                Element(payload, Namespaces.Component, 2, output, budget);
            }

            output.Raw("</"u8);
            output.Raw(name);
            output.Raw(">"u8);
        }

        budget.Check(output);
    }

    private static void Element(XElement element, XNamespace outer, int depth, Utf8Buffer output, Budget budget)
    {
        budget.Check(output, depth);
        var space = element.Name.Namespace;
        var prefix = Prefix(space);
        output.Raw("<"u8);
        output.Raw(prefix);
        output.Raw(element.Name.LocalName);
        if (prefix.Length == 0 && space != outer)
        {
            Attribute(output, " xmlns='"u8, space.NamespaceName);
            outer = space;
        }

        Attributes(element, output);
        if (element.IsEmpty || (!element.HasElements && element.Value.Length == 0))
        {
            output.Raw("/>"u8);
            return;
        }

        output.Raw(">"u8);
        Content(element, outer, depth, output, budget);
        output.Raw("</"u8);
        output.Raw(prefix);
        output.Raw(element.Name.LocalName);
        output.Raw(">"u8);
    }

    private static void Content(XElement element, XNamespace outer, int depth, Utf8Buffer output, Budget budget)
    {
        if (!element.HasElements)
        {
            // Without this shortcut LINQ makes a node of every text.
            output.Text(element.Value);
            budget.Check(output);
            return;
        }

        foreach (var node in element.Nodes())
        {
            if (node is XText text)
            {
                output.Text(text.Value);
                budget.Check(output);
            }
            else if (node is XElement child)
            {
                Element(child, outer, depth + 1, output, budget);
            }
        }
    }

    private static void Attributes(XElement element, Utf8Buffer output)
    {
        var declared = 0;
        for (var attribute = element.FirstAttribute; attribute is not null; attribute = attribute.NextAttribute)
        {
            var space = attribute.Name.Namespace;
            if (attribute.IsNamespaceDeclaration)
            {
                continue;
            }

            output.Raw(" "u8);
            if (space != XNamespace.None && Prefix(space) is { } prefix)
            {
                // A prefix per attribute is rare enough to need no table.
                prefix = prefix.Length > 0 ? prefix : $"a{declared++}:";
                if (prefix != "xml:")
                {
                    output.Raw("xmlns:"u8);
                    output.Raw(prefix.AsSpan(..^1));
                    Attribute(output, "='"u8, space.NamespaceName);
                    output.Raw(" "u8);
                }

                output.Raw(prefix);
            }

            output.Raw(attribute.Name.LocalName);
            Attribute(output, "='"u8, attribute.Value);
        }
    }

    private static string Prefix(XNamespace space)
    {
        if (space == XNamespace.Xml)
        {
            return "xml:";
        }

        // Namespaces in XML 1.0 §3: nothing may be bound to it.
        return space == XmlnsDeclarations ? throw new InvalidStanzaException("A name in the namespace of namespaces.") : "";
    }

    private static void Attribute(Utf8Buffer output, ReadOnlySpan<byte> start, string? value)
    {
        if (value is not null)
        {
            output.Raw(start);
            output.AttributeValue(value);
            output.Raw("'"u8);
        }
    }

    private readonly record struct Budget(long End, int MaxDepth)
    {
        public void Check(Utf8Buffer output, int depth = 0)
        {
            if (output.Length > End)
            {
                throw new InvalidStanzaException("The stanza is larger than the limit.");
            }

            if (depth > MaxDepth)
            {
                throw new InvalidStanzaException("The stanza is nested deeper than the limit.");
            }
        }
    }
}
