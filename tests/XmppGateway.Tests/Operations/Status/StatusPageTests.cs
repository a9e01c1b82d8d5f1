using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using XmppGateway.Metrics;
using XmppGateway.Operations;
using XmppGateway.Operations.Status;
using XmppGateway.Storage;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Operations.Status;

public sealed partial class StatusPageTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly RecentTraffic _traffic;

    public StatusPageTests() => _traffic = new RecentTraffic(_time);

    [Fact]
    public void Tells_what_is_in_the_way_and_what_waits()
    {
        _traffic.Delivered("mail", Way.Out);
        _traffic.Delivered("mail", Way.Out);
        _traffic.Failed("mail", Way.Out, "417", "451 4.7.1 try again later");
        _traffic.Failed("mail", Way.In, "in-abcdefgh", "FormatException");
        _traffic.Failed("mail", Way.In, "in-ijklmnop", "FormatException");
        var page = Write(
            new NetworkHealth("mail.example.org", NetworkHealth.Detached, NetworkHealth.Running, "Connection refused"),
            new QueueCounts(12, _time.GetUtcNow().AddMinutes(-7), 0, null, 1, 0));

        Assert.Contains("<span class=\"state detached\">detached</span><br><small>Connection refused</small>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">12<br><small>7m</small>", page, StringComparison.Ordinal);
        Assert.Contains("<small>2 delivered, 1 failed</small>", page, StringComparison.Ordinal);
        Assert.Contains("<small>0 delivered, 2 failed</small>", page, StringComparison.Ordinal);
        Assert.Contains("<title>2 messages to the network in the last hour, at most 2 in a minute</title>", page, StringComparison.Ordinal);
        Assert.Contains("<code>417</code><td>451 4.7.1 try again later", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_have_said_is_only_text()
    {
        const string Evil = "\"'><script>alert(1)</script>";
        _traffic.Failed("mail", Way.In, Evil, Evil);
        var page = Write(new NetworkHealth(Evil, NetworkHealth.Attached, NetworkHealth.Failing, Evil), null, name: Evil);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("'>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    /// <summary>A browser shows no style whose hash the header does not name.</summary>
    [Fact]
    public void The_policy_allows_the_style_of_the_page()
    {
        var style = StyleElement().Match(Write(new NetworkHealth("mail.example.org", NetworkHealth.Attached, NetworkHealth.Running), null)).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));

        Assert.Contains($"'sha256-{hash}'", StatusPage.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", StatusPage.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", StatusPage.ContentSecurityPolicy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_fifty_failures_stay()
    {
        for (var i = 0; i < 80; i++)
        {
            _traffic.Failed("mail", Way.Out, $"{i}", "no");
        }

        Assert.Equal(50, _traffic.Failures.Count);
        Assert.Equal("79", _traffic.Failures[0].Entry);
    }

    private string Write(NetworkHealth network, QueueCounts? counts, string name = "mail") => StatusPage.Write(
        new Health("degraded", "ok", "held", new Dictionary<string, NetworkHealth> { [name] = network }),
        counts is null ? new Dictionary<string, QueueCounts>() : new Dictionary<string, QueueCounts> { [name] = counts },
        _traffic,
        "1.0",
        _time.GetUtcNow());

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElement();
}
