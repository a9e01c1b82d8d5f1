using System.Globalization;

namespace XmppGateway.Abstractions;

/// <summary>What stands for structure in text that has none. The same in every network. Pure.</summary>
public static class RichTextMarks
{
    /// <summary>What follows the text of a link; empty where the text says it already.</summary>
    /// <param name="link">The link.</param>
    /// <param name="shown">The text of its content.</param>
    public static string OfLink(RichInline.Link link, string shown) =>
        shown.Length == 0 ? link.Uri : shown == link.Uri || "mailto:" + shown == link.Uri ? "" : $" <{link.Uri}>";

    /// <summary>What stands before an item of a list.</summary>
    public static string Of(RichBlock.List list, int index) =>
        list.Start is { } start ? string.Create(CultureInfo.InvariantCulture, $"{(long)start + index}. ") : "• ";
}
