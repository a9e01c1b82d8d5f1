using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>
/// Whether the server is the one that the configuration names (RFC 8314 §3, RFC 7817): its certificate leads to an authority of the
/// system or of the configuration, and names the host. There is no switch that turns this off.
/// </summary>
internal static class ServerTrust
{
    public static SslClientAuthenticationOptions OptionsFor(SmtpSettings settings) => new()
    {
        TargetHost = settings.Host,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, settings.TrustedCertificates),
    };

    private static bool IsTrusted(
        X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection trusted)
    {
        if (errors == SslPolicyErrors.None)
            return true;

        // A wrong name is a wrong server, whoever signed it.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || trusted.Count == 0 || certificate is not X509Certificate2 leaf)
            return false;

        using var again = new X509Chain();
        again.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        again.ChainPolicy.CustomTrustStore.AddRange(trusted);
        again.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        again.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            again.ChainPolicy.ExtraStore.Add(element.Certificate);

        return again.Build(leaf);
    }
}
