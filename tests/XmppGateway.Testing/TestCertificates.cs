using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace XmppGateway.Testing;

/// <summary>Makes self-signed certificates for TLS tests.</summary>
public static class TestCertificates
{
    /// <summary>A server certificate with its key, valid for the given name (a host or an IP address) at the present time.</summary>
    public static X509Certificate2 ForServer(string name, TimeSpan? validFor = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var start = TimeProvider.System.GetUtcNow().AddDays(-2);
        return request.CreateSelfSigned(start, start.AddDays(2) + (validFor ?? TimeSpan.FromDays(1)));
    }
}
