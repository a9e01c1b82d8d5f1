using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Configuration;
using XmppGateway.Media;
using XmppGateway.Privileges;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Streams;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Operations.Doctor;

/// <summary>
/// The XMPP server: the attachment of each network and what the server lets it do. A gateway that works holds the domains; it is then asked, because a
/// second attachment would throw it out (or, on ejabberd, get half of its traffic).
/// </summary>
internal sealed class ComponentChecks(GatewayOptions options, GatewayPresence presence, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Servers announce privileges at once; what has not come by then does not come.</summary>
    private static readonly TimeSpan AnnouncedWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    // Archives and delayed messages are sorted by time; people notice minutes.
    private static readonly TimeSpan NoticeableSkew = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HarmfulSkew = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, DoctorLink> _links = new(StringComparer.Ordinal);

    public IEnumerable<Check> For(NetworkOptions network)
    {
        yield return new Check(network.Name, "component " + network.Link.Domain, token => AttachAsync(network, token));
        yield return On(network, "traffic of " + network.Link.Domain, (link, token) => LookAtBalanceAsync(network.Link, link, token));
        foreach (var domain in options.Xmpp.LocalDomains)
        {
            yield return On(network, "privileges at " + domain, (link, token) => LookAtPrivilegesAsync(link, domain, token));
        }
    }

    /// <summary>What is the same for all networks, asked by way of one that is attached.</summary>
    public IEnumerable<Check> ForServer()
    {
        foreach (var domain in options.Xmpp.LocalDomains)
        {
            yield return OnAny($"server {domain}", (link, token) => DiscoverAsync(link, domain, token));
            yield return OnAny($"time at {domain}", (link, token) => CompareTimeAsync(link, domain, token));
            yield return OnAny($"upload service of {domain}", (link, token) => FindUploadAsync(link, domain, token));
        }
    }

    /// <summary>Gives the domains free.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links.Values)
        {
            await link.DisposeAsync();
        }

        _links.Clear();
    }

    /// <summary>By how much the clocks differ, and what that means.</summary>
    internal static CheckResult JudgeTime(TimeSpan skew)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"the clocks differ by {skew.Duration().TotalSeconds:0.0} s");
        string[] remedy = ["Let both machines set their clocks by NTP:", "  timedatectl set-ntp true"];
        return skew.Duration() < NoticeableSkew ? CheckResult.Ok(words)
            : skew.Duration() < HarmfulSkew ? CheckResult.Warning(words + ": messages appear in the wrong order", remedy)
            : CheckResult.Failed(words + ": messages appear in the wrong order, and links to files are not valid when they should be", remedy);
    }

    private Check On(NetworkOptions network, string name, Func<DoctorLink, CancellationToken, Task<CheckResult>> look) =>
        new(network.Name, name, token => _links.TryGetValue(network.Name, out var link) ? look(link, token) : NotAttached());

    private Check OnAny(string name, Func<DoctorLink, CancellationToken, Task<CheckResult>> look) =>
        new("Xmpp", name, token => _links.Values.FirstOrDefault(link => link.IsAttached) is { } link ? look(link, token) : NotAttached());

    private Task<CheckResult> NotAttached() => Task.FromResult(CheckResult.Skipped(
        presence.Runs ? "only the running gateway can ask; stop it to have this tried" : "not attached"));

    private async Task<CheckResult> AttachAsync(NetworkOptions network, CancellationToken cancellationToken)
    {
        if (presence.Runs)
        {
            return Ask(network);
        }

        try
        {
            _links[network.Name] = await DoctorLink.AttachAsync(network.Name, StreamOptions(network.Link), cancellationToken);
            return CheckResult.Ok($"attached at {network.Link.Server}");
        }
        catch (StreamException e) when (e.Failure == StreamFailure.Conflict)
        {
            return CheckResult.Failed($"another program is attached as {network.Link.Domain}: {e.Message}", "End that program: only one may have the domain.");
        }
        catch (StreamException e)
        {
            return CheckResult.Failed($"cannot attach at {network.Link.Server}: {e.Message}", XmppRemedies.Component(network.Link));
        }
    }

    private CheckResult Ask(NetworkOptions network)
    {
        if (presence.Health is not { } health)
        {
            return presence.Store is null || presence.Unknown is not null
                ? CheckResult.Skipped("not tried: a gateway may be attached, and the store cannot tell whether one is")
                : CheckResult.Skipped("another gateway works on the domain, and it cannot be asked at Http:Listen from here");
        }

        if (health.Status == "standby")
        {
            return CheckResult.Skipped("the gateway here stands by for another one: try it there");
        }

        return health.Networks.GetValueOrDefault(network.Name) switch
        {
            null => CheckResult.Warning("the running gateway does not have this network: restart it to take up the configuration"),
            { Link: NetworkHealth.Misconfigured, Reason: var reason } => CheckResult.Failed("attached (asked the running gateway), but " + reason, XmppRemedies.Balancing(network.Link)),
            { Link: NetworkHealth.Attached, Reason: { } reason } => CheckResult.Warning("attached (asked the running gateway), but: " + reason),
            { Link: NetworkHealth.Attached } => CheckResult.Ok("attached (asked the running gateway)"),
            { Reason: var reason } => CheckResult.Failed($"not attached (asked the running gateway): {reason}", XmppRemedies.Component(network.Link)),
        };
    }

    /// <summary>Whether all stanzas for the domain come to whoever is attached.</summary>
    private static async Task<CheckResult> LookAtBalanceAsync(LinkOptions options, DoctorLink link, CancellationToken cancellationToken) =>
        await link.CountEchoesAsync(cancellationToken) switch
        {
            Echoes.Count => CheckResult.Ok("all comes here"),
            null or 0 => CheckResult.Skipped("the server brings nothing that a component sends to itself back to it"),
            { } back => CheckResult.Failed(BalanceWatch.Describe(back), XmppRemedies.Balancing(options)),
        };

    private static async Task<CheckResult> LookAtPrivilegesAsync(DoctorLink link, string domain, CancellationToken cancellationToken)
    {
        if (await link.WaitForPrivilegesAsync(domain, AnnouncedWithin, cancellationToken) is not { IsNothing: false } privilege)
        {
            return CheckResult.Warning(
                "none (XEP-0356): contacts ask for subscription, and what users write elsewhere is shown as marked messages",
                XmppRemedies.Privileges(domain, link.Domain));
        }

        var words = string.Join("; without ", PrivilegeReport.Missing(privilege).Prepend(PrivilegeReport.Given(privilege)));

        // COMPAT(ejabberd): archives are not among what its lines in the README give, so that there is nothing to add.
        var withArchives = privilege with { Iq = new Dictionary<string, PrivilegeAccess>(privilege.Iq) { [Namespaces.Archive.NamespaceName] = PrivilegeAccess.Both } };
        return PrivilegeReport.Missing(withArchives).Any() ? CheckResult.Warning(words, XmppRemedies.Privileges(domain, link.Domain)) : CheckResult.Ok(words);
    }

    private static async Task<CheckResult> DiscoverAsync(DoctorLink link, string domain, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(link, domain, new XElement(Namespaces.DiscoInfo + "query"), cancellationToken);
        if (answer is null)
        {
            // COMPAT(ejabberd 24.12 with mod_privilege): requests of components to bare domains are dropped without an answer.
            return CheckResult.Skipped("it answers no question of a component (ejabberd before 25.03 with mod_privilege does not)");
        }

        if (StanzaError.Find(answer) is { } error)
        {
            return CheckResult.Failed(
                $"the server does not know the domain or does not serve it: {error.Condition}",
                "gateway.json, the domains whose users are at home at this server:",
                "  \"Xmpp\": { \"LocalDomains\": [\"the server's own domain\"] }");
        }

        var identities = answer.Payload(Namespaces.DiscoInfo + "query")?.Elements(Namespaces.DiscoInfo + "identity")
            .Select(identity => $"{identity.Attribute("category")?.Value}/{identity.Attribute("type")?.Value} {identity.Attribute("name")?.Value}".TrimEnd()).ToList() ?? [];
        return CheckResult.Ok(string.Join(", ", identities.DefaultIfEmpty("answers")));
    }

    private async Task<CheckResult> CompareTimeAsync(DoctorLink link, string domain, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var answer = await AskAsync(link, domain, new XElement(Namespaces.EntityTime + "time"), cancellationToken);
        var utc = answer is { IsError: false } ? answer.Payload(Namespaces.EntityTime + "time")?.Element(Namespaces.EntityTime + "utc")?.Value : null;
        return Time.Read(utc) is { } told
            ? JudgeTime(time.GetUtcNow() - (time.GetElapsedTime(asked) / 2) - told)
            : CheckResult.Skipped("the server does not tell its time (XEP-0202)");
    }

    private async Task<CheckResult> FindUploadAsync(DoctorLink link, string domain, CancellationToken cancellationToken)
    {
        if (await new UploadServices(time).FindAsync(link, domain, cancellationToken) is { } service)
        {
            return CheckResult.Ok(string.Create(
                CultureInfo.InvariantCulture, $"{service.Address}{(service.MaxBytes is { } largest ? $", files up to {largest} bytes" : "")}"));
        }

        return options.Media.Upload
            ? CheckResult.Failed("none was found, and Media:Upload wants one", XmppRemedies.Upload(domain))
            : CheckResult.Warning("none was found: users cannot send files", XmppRemedies.Upload(domain));
    }

    private static Task<Stanza?> AskAsync(DoctorLink link, string domain, XElement payload, CancellationToken cancellationToken) =>
        link.AskAsync(new Stanza(StanzaKind.Iq) { From = Jid.Parse(link.Domain), To = Jid.Parse(domain), Type = "get", Payloads = { payload } }, cancellationToken);

    private ComponentStreamOptions StreamOptions(LinkOptions link) => new()
    {
        Host = link.Server.Host,
        Port = link.Server.Port,
        Domain = link.Domain,
        Secret = link.Secret,
        UseTls = link.Tls,
        TrustedCertificateFile = link.TrustedCertificate,
        HandshakeTimeout = HandshakeTime,
        Time = time,
    };
}
