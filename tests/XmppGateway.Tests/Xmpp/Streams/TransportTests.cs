using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using XmppGateway.Testing;
using XmppGateway.Xmpp.Streams;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Streams;

public sealed class TransportTests : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate = SelfSigned("xmpp.test");
    private readonly string _file = Path.GetTempFileName();
    private readonly FakeComponentServer _server;

    public TransportTests()
    {
        File.WriteAllText(_file, _certificate.ExportCertificatePem());
        _server = new FakeComponentServer(_certificate);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public async Task Attaches_over_tls_to_the_name_on_the_trusted_certificate()
    {
        await using var stream = await ComponentStream.ConnectAsync(Options("xmpp.test", _file), Cancel);
        var peer = await _server.AttachedAsync(Cancel);
        await peer.SendAsync("<iq id='1' type='get' from='localhost' to='mail.localhost'><ping xmlns='urn:xmpp:ping'/></iq>", Cancel);
        await stream.SendAsync((await stream.Incoming.ReadAsync(Cancel)).Reply(), Cancel);
        Assert.Equal("result", (await peer.ReceiveAsync(Cancel)).Attribute("type")?.Value);
        await stream.CloseAsync(Cancel);
        await peer.Ended;
        Assert.True(peer.EndedCleanly);
    }

    [Fact]
    public Task Another_name_is_refused() => IsRefused(Options("other.test", _file));

    [Fact]
    public Task An_unknown_certificate_is_refused() => IsRefused(Options("xmpp.test", null));

    [Fact]
    public Task A_missing_certificate_file_is_said() => IsRefused(Options("xmpp.test", _file + ".missing"));

    [Fact]
    public async Task A_server_that_is_away_is_named_once()
    {
        var options = _server.Options() with { Port = 1 };
        var e = await Assert.ThrowsAsync<StreamException>(() => ComponentStream.ConnectAsync(options, Cancel));
        Assert.Equal((StreamFailure.Transient, $"{options.Host}:1 cannot be reached: Connection refused"), (e.Failure, e.Message));
    }

    private static async Task IsRefused(ComponentStreamOptions options)
    {
        var e = await Assert.ThrowsAsync<StreamException>(() => ComponentStream.ConnectAsync(options, Cancel));
        Assert.Equal((StreamFailure.Configuration, null), (e.Failure, e.Error));
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private ComponentStreamOptions Options(string name, string? file) =>
        _server.Options() with { UseTls = true, TlsServerName = name, TrustedCertificateFile = file };
}
