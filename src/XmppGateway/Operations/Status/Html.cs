using System.Text.Encodings.Web;

namespace XmppGateway.Operations.Status;

/// <summary>Whatever was not written here goes through this.</summary>
internal static class Html
{
    public static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
