using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Dns;
using XmppGateway.Adapters.Email.Doctor;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Doctor;

public sealed class DomainChecksTests
{
    private readonly Dictionary<(string Name, DnsType Type), DnsReply> _dns = [];
    private readonly List<string> _asked = [];
    private bool _silent;

    [Fact]
    public async Task A_domain_that_has_everything_is_well()
    {
        Set("bridge.example.org", DnsType.Mx, "20 b.example.org", "10 mail.example.org");
        Set("bridge.example.org", DnsType.Txt, "google-site-verification=x", "v=spf1 mx -all");
        Set("_domainkey.bridge.example.org", DnsType.Txt);
        Set("_dmarc.bridge.example.org", DnsType.Txt, "v=DMARC1; p=reject");

        Assert.All(await ExamineAsync(), result => Assert.Equal(CheckOutcome.Ok, result.Outcome));
    }

    [Fact]
    public async Task A_domain_that_has_nothing_gets_the_lines_for_its_zone()
    {
        var results = await ExamineAsync();

        Assert.Equal(
            [CheckOutcome.Failed, CheckOutcome.Warning, CheckOutcome.Warning, CheckOutcome.Warning], results.Select(result => result.Outcome));
        Assert.Contains("  bridge.example.org.   MX   10 mail.example.org.", results[0].Remedy);
        Assert.Contains("  bridge.example.org.   TXT   \"v=spf1 mx -all\"", results[1].Remedy);
        Assert.Contains(results[2].Remedy, line => line.StartsWith("  s1._domainkey.bridge.example.org.   TXT", StringComparison.Ordinal));
        Assert.Contains("  _dmarc.bridge.example.org.   TXT   \"v=DMARC1; p=reject; rua=mailto:postmaster@bridge.example.org\"", results[3].Remedy);
    }

    [Fact]
    public async Task An_address_stands_in_for_an_exchanger_and_a_null_exchanger_takes_nothing()
    {
        Set("bridge.example.org", DnsType.Aaaa, "2001:db8::1");
        Assert.Equal(CheckOutcome.Warning, (await ExamineAsync())[0].Outcome);

        Set("bridge.example.org", DnsType.Mx, "0 .");
        Assert.Equal(CheckOutcome.Failed, (await ExamineAsync())[0].Outcome);
    }

    [Fact]
    public async Task Several_policies_are_none()
    {
        Set("bridge.example.org", DnsType.Txt, "v=spf1 mx -all", "V=SPF1");
        Set("_dmarc.bridge.example.org", DnsType.Txt, "v=DMARC1; p=none", "v=DMARC1; p=reject");

        var results = await ExamineAsync();
        Assert.Equal(CheckOutcome.Failed, results[1].Outcome);
        Assert.Equal(CheckOutcome.Warning, results[3].Outcome);
    }

    [Fact]
    public async Task A_text_that_only_begins_like_a_policy_is_none()
    {
        Set("bridge.example.org", DnsType.Txt, "v=spf10 all");

        Assert.Equal(CheckOutcome.Warning, (await ExamineAsync())[1].Outcome);
    }

    [Fact]
    public async Task A_DNS_that_is_silent_is_asked_once()
    {
        _silent = true;

        Assert.All(await ExamineAsync(), result => Assert.Equal(CheckOutcome.Skipped, result.Outcome));
        Assert.Single(_asked);
    }

    [Theory]
    [InlineData("bridge.test")]
    [InlineData("localhost")]
    [InlineData("mail.Example")]
    public async Task Names_for_tests_are_not_asked_for(string domain)
    {
        Assert.All(await ExamineAsync(domain), result => Assert.Equal(CheckOutcome.Skipped, result.Outcome));
        Assert.Empty(_asked);
    }

    private void Set(string name, DnsType type, params string[] records) => _dns[(name, type)] = new DnsReply(DnsReply.NoError, false, records);

    private async Task<List<CheckResult>> ExamineAsync(string domain = "bridge.example.org")
    {
        var results = new List<CheckResult>();
        var checks = new DomainChecks(domain, "mail.example.org", (name, type, _) =>
        {
            _asked.Add(name);
            return Task.FromResult(_silent ? null : _dns.GetValueOrDefault((name, type)) ?? new DnsReply(DnsReply.NoSuchName, false, []));
        });
        foreach (var check in checks.All())
            results.Add(await check.RunAsync(TestContext.Current.CancellationToken));

        return results;
    }
}
