using System.Net.Sockets;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Client;

public sealed class MatrixClientTests
{
    /// <summary>Seen as an exception out of the client: the homeserver went in the moment in which the connection was made.</summary>
    [Fact]
    public async Task A_connection_that_is_reset_as_it_is_made_is_an_error_that_passes()
    {
        using var handler = new Reset();
        using var client = new MatrixClient(handler, "http://homeserver.example", "token", new ManualTimeProvider(), () => 0);

        var answer = await client.GetVersionsAsync(TestContext.Current.CancellationToken);

        Assert.Equal(MatrixErrorKind.Unavailable, answer.Error!.Kind);
    }

    private sealed class Reset : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new SocketException((int)SocketError.NotConnected);
    }
}
