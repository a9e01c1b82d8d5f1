using System.Text;
using System.Xml;
using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Streams;

/// <summary>
/// Builds LINQ elements from the parser, within the limits. Always ends on the last node of the element that it began with, so that
/// the parser never waits for what follows. (XNode.ReadFrom would move one node further.)
/// </summary>
internal sealed class ElementReader(XmlReader xml, StreamInput input, StanzaLimits limits, WireNames names)
{
    private readonly StringBuilder _text = new();

    /// <summary>Elements built since <see cref="TryReadChildren"/> began.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Reads the children of the current element. False when a limit was passed: then the rest was skipped, and
    /// <paramref name="refusal"/> says which.
    /// </summary>
    public bool TryReadChildren(IList<XElement> children, out string? refusal)
    {
        refusal = null;
        Count = 0;
        if (xml.IsEmptyElement)
        {
            return true;
        }

        var depth = xml.Depth;
        while (Next(depth))
        {
            if (xml.NodeType == XmlNodeType.Element && !TryRead(children, out refusal))
            {
                SkipTo(depth);
                return false;
            }
        }

        return true;
    }

    /// <summary>The current element; null when it is above a limit.</summary>
    public XElement? ReadElement()
    {
        Count = 0;
        var list = new List<XElement>(1);
        return TryRead(list, out _) ? list[0] : null;
    }

    /// <summary>Goes to the end of the current element.</summary>
    public void Skip()
    {
        if (!xml.IsEmptyElement)
        {
            SkipTo(xml.Depth);
        }
    }

    /// <summary>RFC 6120 §11.1: comments, processing instructions and entities of a DTD have no place in a stream.</summary>
    public static void ThrowIfRestricted(XmlNodeType type)
    {
        if (type is XmlNodeType.Comment or XmlNodeType.ProcessingInstruction or XmlNodeType.EntityReference or XmlNodeType.DocumentType)
        {
            throw new StreamException(new StreamError(StreamConditions.RestrictedXml, $"The server sent a {type}."));
        }
    }

    private bool TryRead(IList<XElement> into, out string? refusal)
    {
        var top = new XElement(names.Element(xml));
        var current = top;
        var first = xml.Depth;
        refusal = Open(current);
        if (xml.IsEmptyElement && refusal is null)
        {
            into.Add(top);
            return true;
        }

        var plain = (string?)null;
        while (refusal is null && Next(first))
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    Close(current, ref plain);
                    var child = new XElement(names.Element(xml));
                    current.Add(child);
                    refusal = Open(child);
                    current = xml.IsEmptyElement ? current : child;
                    break;
                case XmlNodeType.EndElement:
                    Close(current, ref plain);
                    current = current.Parent!;
                    break;
                default:
                    Append(ref plain, xml.Value);
                    break;
            }

            refusal ??= input.SinceMark > limits.Bytes ? "The stanza is too large." : null;
        }

        if (refusal is null)
        {
            Close(current, ref plain);
            into.Add(top);
        }
        else
        {
            _text.Clear();
        }

        return refusal is null;
    }

    /// <summary>The attributes of the element that the parser stands on.</summary>
    private string? Open(XElement element)
    {
        if (xml.Depth >= limits.Depth)
        {
            return "The stanza is nested too deep.";
        }

        if (++Count > limits.Elements || xml.AttributeCount > limits.Attributes)
        {
            return "The stanza has too many parts.";
        }

        while (xml.MoveToNextAttribute())
        {
            if (!ReferenceEquals(xml.NamespaceURI, names.Xmlns))
            {
                element.Add(new XAttribute(names.Attribute(xml), xml.Value));
            }
        }

        xml.MoveToElement();
        return null;
    }

    // One text is the rule, and stays as it came; many (CDATA, long texts) must not be joined one by one.
    private void Append(ref string? plain, string value)
    {
        if (plain is null)
        {
            plain = value;
        }
        else
        {
            if (_text.Length == 0)
            {
                _text.Append(plain);
            }

            _text.Append(value);
        }
    }

    private void Close(XElement element, ref string? plain)
    {
        if (plain is not null)
        {
            element.Add(_text.Length == 0 ? plain : _text.ToString());
            _text.Clear();
            plain = null;
        }
    }

    /// <summary>Moves to the next node inside the element at <paramref name="depth"/>; false at its end.</summary>
    private bool Next(int depth)
    {
        if (!xml.Read())
        {
            throw new XmlException("The stream ended inside of an element.");
        }

        ThrowIfRestricted(xml.NodeType);
        return xml.Depth > depth;
    }

    private void SkipTo(int depth)
    {
        while (xml.Depth > depth || xml.NodeType != XmlNodeType.EndElement)
        {
            Next(depth);
        }
    }
}
