using System.Text;

namespace XmppGateway.Adapters.Email.Smtp.Sasl;

/// <summary>LOGIN, never standardised: two prompts of any wording, user name and password.</summary>
internal sealed class LoginMechanism(string username, string password) : ISaslMechanism
{
    private int _step;

    public string Name => "LOGIN";

    public bool RevealsPassword => true;

    public bool IsComplete => _step == 2;

    public byte[]? Begin() => null;

    public byte[]? Respond(ReadOnlySpan<byte> challenge) => _step++ switch
    {
        0 => Encoding.UTF8.GetBytes(username),
        1 => Encoding.UTF8.GetBytes(password),
        _ => null,
    };
}
