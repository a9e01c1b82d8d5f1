using System.Security.Cryptography;
using System.Text;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>The transaction id of a notice, the same for the same cause: a notice said again after a crash is recognised.</summary>
internal static class NoticeId
{
    public static string Of(ClientEvent cause, string kind) =>
        kind + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cause.RoomId + " " + cause.Id)).AsSpan(0, 12));
}
