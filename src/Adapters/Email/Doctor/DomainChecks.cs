using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Dns;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Doctor;

/// <summary>What the DNS says of the mail domain: where its mail goes, and who may send for it.</summary>
/// <param name="mailDomain">The domain.</param>
/// <param name="server">Who sends its mail: the configured SMTP server.</param>
/// <param name="ask">Asks the DNS; null for no answer.</param>
internal sealed class DomainChecks(string mailDomain, string server, Func<string, DnsType, CancellationToken, Task<DnsReply?>> ask)
{
    // RFC 6761 §6, RFC 6762 §3: never in the DNS of the world.
    private static readonly string[] Reserved = ["test", "localhost", "invalid", "example", "local"];

    private readonly string _domain = (DomainName.ToAscii(mailDomain) ?? mailDomain).ToLowerInvariant();

    private bool _isSilent;

    public IEnumerable<LinkCheck> All() =>
    [
        new("DNS: MX", token => AskAsync(_domain, DnsType.Mx, JudgeMxAsync, token)),
        new("DNS: SPF", token => AskAsync(_domain, DnsType.Txt, Now(JudgeSpf), token)),
        new("DNS: DKIM", token => AskAsync("_domainkey." + _domain, DnsType.Txt, Now(JudgeDkim), token)),
        new("DNS: DMARC", token => AskAsync("_dmarc." + _domain, DnsType.Txt, Now(JudgeDmarc), token)),
    ];

    private async Task<CheckResult> JudgeMxAsync(DnsReply mx, CancellationToken cancellationToken)
    {
        var remedy = Zone($"{_domain}.", "MX", $"10 {MailServer}.");
        if (mx.Records.Contains("0 ."))
            return CheckResult.Failed("the domain says that it takes no mail (RFC 7505)", remedy);
        if (mx.Records.Count > 0)
            return CheckResult.Ok(string.Join(", ", mx.Records.Order(StringComparer.Ordinal)));

        // RFC 5321 §5.1: without MX an address of the domain itself is one.
        var address = await ask(_domain, DnsType.A, cancellationToken) is { Records.Count: > 0 } || await ask(_domain, DnsType.Aaaa, cancellationToken) is { Records.Count: > 0 };
        return address
            ? CheckResult.Warning("none; mail goes to the address of the domain itself", remedy)
            : CheckResult.Failed("none: no mail can reach the gateway's users", remedy);
    }

    private CheckResult JudgeSpf(DnsReply reply)
    {
        // RFC 7208 §4.5: the version is followed by a space or the end.
        var records = reply.Records.Where(text => (text + " ").StartsWith("v=spf1 ", StringComparison.OrdinalIgnoreCase)).ToList();
        return records switch
        {
            [var one] => CheckResult.Ok(one),
            [] => CheckResult.Warning("none: others cannot know who may send for the domain", Zone($"{_domain}.", "TXT", "\"v=spf1 mx -all\"")),
            _ => CheckResult.Failed("several, which counts as an error (RFC 7208 §4.5): keep one", records),
        };
    }

    /// <summary>
    /// What a key is called is known to the signing server only. But where there is any, the name above it exists too (RFC 8020), without a record
    /// of its own.
    /// </summary>
    private CheckResult JudgeDkim(DnsReply reply) => reply.Code == DnsReply.NoError
        ? CheckResult.Ok("there are keys")
        : CheckResult.Warning(
            "no key: mail of the gateway's users is not signed, or nobody can check it",
            [.. Zone($"s1._domainkey.{_domain}.", "TXT", "\"v=DKIM1; k=rsa; p=(the public key)\""), "and have the mail server sign: deploy/mail/README.md"]);

    private CheckResult JudgeDmarc(DnsReply reply)
    {
        var records = reply.Records.Where(text => text.StartsWith("v=DMARC1", StringComparison.Ordinal)).ToList();
        return records switch
        {
            [var one] => CheckResult.Ok(one),
            [] => CheckResult.Warning(
                "none: others may forge the domain's addresses, and large providers sort its mail out",
                Zone($"_dmarc.{_domain}.", "TXT", $"\"v=DMARC1; p=reject; rua=mailto:postmaster@{_domain}\"")),
            _ => CheckResult.Warning("several, of which none counts (RFC 7489 §6.6.3): keep one", records),
        };
    }

    // An address is no name for an MX.
    private string MailServer => System.Net.IPAddress.TryParse(server, out _) || server == "localhost" ? "mail." + _domain : server;

    private async Task<CheckResult> AskAsync(
        string name, DnsType type, Func<DnsReply, CancellationToken, Task<CheckResult>> judge, CancellationToken cancellationToken)
    {
        if (Reserved.Contains(_domain[(_domain.LastIndexOf('.') + 1)..]))
            return CheckResult.Skipped($"{_domain} is a name for tests (RFC 6761), which no DNS has");

        // One that was silent is not waited for again.
        var reply = _isSilent ? null : await ask(name, type, cancellationToken);
        _isSilent = reply is null;
        return reply is null ? CheckResult.Skipped("the DNS does not answer") : await judge(reply, cancellationToken);
    }

    private static Func<DnsReply, CancellationToken, Task<CheckResult>> Now(Func<DnsReply, CheckResult> judge) => (reply, _) => Task.FromResult(judge(reply));

    private static string[] Zone(string name, string type, string data) => ["In the DNS zone of the domain:", $"  {name}   {type}   {data}"];
}
