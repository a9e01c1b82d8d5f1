using System.Text;

namespace XmppGateway.Adapters.Email.Smtp.Sasl;

/// <summary>RFC 4616: <c>[authzid] NUL authcid NUL passwd</c>.</summary>
internal sealed class PlainMechanism(string username, string password) : ISaslMechanism
{
    public string Name => "PLAIN";

    public bool RevealsPassword => true;

    public bool IsComplete => true;

    public byte[] Begin() => Encoding.UTF8.GetBytes($"\0{username}\0{password}");

    public byte[]? Respond(ReadOnlySpan<byte> challenge) => challenge.IsEmpty ? Begin() : null;
}
