using System.Net;
using Microsoft.AspNetCore.Http;
using XmppGateway.Metrics;
using XmppGateway.Operations;
using Xunit;

namespace XmppGateway.Tests.Metrics;

public sealed class MetricsEndpointTests : IDisposable
{
    private readonly GatewayMetrics _metrics = new(TimeProvider.System);
    private readonly MetricsReader _reader;

    public MetricsEndpointTests() => _reader = new MetricsReader(_metrics.Meter);

    [Theory]
    [InlineData("127.0.0.1", null, null, 200)]
    [InlineData("::1", null, null, 200)]
    [InlineData("::ffff:127.0.0.1", null, null, 200)]
    [InlineData("192.0.2.7", null, null, 403)]
    [InlineData("192.0.2.7", "key", null, 401)]
    [InlineData("192.0.2.7", "key", "Bearer kei", 401)]
    [InlineData("192.0.2.7", "key", "Basic key", 401)]
    [InlineData("192.0.2.7", "key", "Bearer key", 200)]
    [InlineData("127.0.0.1", "key", null, 401)]
    [InlineData("127.0.0.1", "key", "bearer key", 200)]
    public async Task Operators_see_the_numbers_and_nobody_else(string address, string? token, string? authorization, int status)
    {
        var context = Request(address);
        context.Request.Headers.Authorization = authorization;

        Assert.Equal(status, (await AnswerAsync(context, token)).Status);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "192.0.2.7")]
    [InlineData("Forwarded", "for=192.0.2.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "rebound.example")]
    public async Task What_a_proxy_or_a_foreign_page_asks_is_not_asked_from_here(string header, string value)
    {
        var context = Request("127.0.0.1");
        context.Request.Headers[header] = value;

        Assert.Equal(403, (await AnswerAsync(context, null)).Status);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 403)]
    public async Task Who_keeps_no_connection_is_taken_for_a_proxy_only_where_there_is_one(bool isPublished, int status)
    {
        var context = Request("127.0.0.1");
        context.Request.Headers.Connection = "close";

        Assert.Equal(status, (await AnswerAsync(context, null, isPublished)).Status);
    }

    [Fact]
    public async Task What_is_asked_in_the_old_form_of_proxies_is_not_asked_from_here()
    {
        var context = Request("127.0.0.1");
        context.Request.Protocol = "HTTP/1.0";

        Assert.Equal(403, (await AnswerAsync(context, null)).Status);
    }

    [Fact]
    public async Task A_message_can_be_followed_in_the_numbers()
    {
        var mail = new NetworkMetrics(_metrics, "mail");
        mail.Accepted(Way.Out);
        mail.Reached(Way.Out, TimeSpan.FromMilliseconds(3));
        mail.Retried();
        mail.ForeignAnswered(TimeSpan.FromSeconds(2));
        mail.Delivered(Way.Out, TimeSpan.FromSeconds(42));
        mail.Failed(Way.In, "SetAside", "in-abcdefgh", "FormatException");
        _metrics.Committed(TimeSpan.FromMilliseconds(2), 5);

        var (_, text) = await AnswerAsync(Request("127.0.0.1"), null);

        Assert.Contains("xmpp_gateway_messages_accepted_total{network=\"mail\",direction=\"out\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("xmpp_gateway_messages_lane_duration_seconds_bucket{network=\"mail\",direction=\"out\",le=\"0.005\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("xmpp_gateway_messages_retried_total{network=\"mail\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("xmpp_gateway_foreign_duration_seconds_sum{network=\"mail\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("xmpp_gateway_messages_delivery_duration_seconds_bucket{network=\"mail\",direction=\"out\",le=\"30\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("xmpp_gateway_messages_delivery_duration_seconds_bucket{network=\"mail\",direction=\"out\",le=\"60\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("xmpp_gateway_messages_failed_total{network=\"mail\",direction=\"in\",reason=\"SetAside\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("xmpp_gateway_store_writes_total 5\n", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_memory_working_set_bytes ", text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _metrics.Dispose();
    }

    private static DefaultHttpContext Request(string address)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = MetricsEndpoint.Path;
        context.Request.Host = new HostString("127.0.0.1", 8480);
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Response.Body = new MemoryStream();
        return context;
    }

    private async Task<(int Status, string Text)> AnswerAsync(HttpContext context, string? token, bool isPublished = false)
    {
        await new MetricsEndpoint(_reader, new OperatorAccess(token, isPublished)).HandleAsync(context);
        context.Response.Body.Position = 0;
        using var text = new StreamReader(context.Response.Body);
        return (context.Response.StatusCode, await text.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
