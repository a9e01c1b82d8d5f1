using XmppGateway.Adapters.Email.Html;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>Tells a plain text that says what the HTML says from one that only sends its readers there. Pure.</summary>
internal static class PlainStub
{
    /// <summary>Whoever writes so much as text means it to be read.</summary>
    private const int LongestStub = 500;

    /// <summary>How much more the HTML has to say. Links and images that text cannot have make pages of the same words longer.</summary>
    private const int Times = 4;

    private const int Margin = 200;

    public static bool Is(string plain, string html) =>
        plain.Length <= LongestStub && HtmlScan.Strip(html).Length > (plain.Trim().Length * Times) + Margin;
}
