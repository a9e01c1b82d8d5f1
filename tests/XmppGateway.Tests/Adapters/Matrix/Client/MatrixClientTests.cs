using System.Net.Sockets;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Groups;
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

    [Fact]
    public async Task What_grows_with_a_room_may_be_larger_than_other_answers()
    {
        using var handler = new Large();
        using var client = new MatrixClient(handler, "http://homeserver.example", "token", new ManualTimeProvider(), () => 0);

        var members = await client.GetJoinedMembersAsync("@a:b", "!c", TestContext.Current.CancellationToken);
        var state = await client.PickStateAsync("@a:b", "!c", _ => "", TestContext.Current.CancellationToken);
        var other = await client.GetVersionsAsync(TestContext.Current.CancellationToken);

        Assert.Equal((null, null, (MatrixErrorKind?)MatrixErrorKind.TooLarge), (members.Error?.Kind, state.Error?.Kind, other.Error?.Kind));
        Assert.Equal(Large.Members, members.Value?.Joined?.Count);
    }

    private sealed class Large : HttpMessageHandler
    {
        public const int Members = 40_000;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var members = Enumerable.Range(0, Members).Select(number => $"\"@{number}:b\":{{\"display_name\":\"{new string('n', 120)}\"}}");
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent($"{{\"joined\":{{{string.Join(',', members)}}}}}") });
        }
    }

    private sealed class Reset : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new SocketException((int)SocketError.NotConnected);
    }
}
