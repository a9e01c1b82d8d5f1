using System.Security.Cryptography;

namespace XmppGateway.Adapters.Email.Smtp.Sasl;

/// <summary>Picks the best mechanism that the server offers and the line allows. A refused one is not followed by a weaker one.</summary>
internal static class SaslChoice
{
    private const int NonceBytes = 18;

    /// <summary>Null when nothing offered may be used.</summary>
    public static ISaslMechanism? Choose(IReadOnlySet<string> offered, bool isPrivate, string username, string password)
    {
        ISaslMechanism[] inOrder =
        [
            new ScramMechanism(username, password, Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes))),
            new PlainMechanism(username, password),
            new LoginMechanism(username, password),
        ];
        return Array.Find(inOrder, mechanism => offered.Contains(mechanism.Name) && (isPrivate || !mechanism.RevealsPassword));
    }
}
