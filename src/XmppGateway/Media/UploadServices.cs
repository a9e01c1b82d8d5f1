using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Media;

/// <summary>Where users of a domain put files (XEP-0363).</summary>
/// <param name="Address">Of the service.</param>
/// <param name="MaxBytes">The largest file that it takes; null when it does not say.</param>
internal sealed record UploadService(Jid Address, long? MaxBytes);

/// <summary>Finds the upload services of users' servers, and asks them for slots.</summary>
internal sealed class UploadServices(TimeProvider time)
{
    private const int MaximumDomains = 1000;
    private const int MaximumItems = 50;

    // COMPAT(ejabberd 24.12 with mod_privilege, up to 26.07): a component's IQs to bare addresses may be dropped; those to a resource are not.
    private const string OtherForm = "gateway";

    // COMPAT(ejabberd 24.12 with mod_privilege): the server itself cannot be asked then, and its service has this name unless it was given another.
    private const string UsualName = "upload.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    private static readonly TimeSpan MissRemembered = TimeSpan.FromMinutes(5);

    private readonly BoundedCache<(string Network, string Domain), (UploadService? Service, DateTimeOffset Until)> _found = new(MaximumDomains);
    private readonly BoundedCache<(string Network, Jid Address), bool> _silent = new(MaximumDomains);

    /// <summary>The service of a domain, which is remembered for a while; null when it has none.</summary>
    public async ValueTask<UploadService?> FindAsync(IComponentLink link, string domain, CancellationToken cancellationToken)
    {
        if (_found.TryGet((link.Network, domain), out var known) && known.Until > time.GetUtcNow())
        {
            return known.Service;
        }

        var service = await DiscoverAsync(link, domain, cancellationToken);
        _found.Set((link.Network, domain), (service, time.GetUtcNow() + (service is null ? MissRemembered : Remembered)));
        return service;
    }

    /// <summary>A slot for one file; null when the service gives none.</summary>
    public async ValueTask<UploadSlot?> AskForSlotAsync(
        IComponentLink link, UploadService service, string name, long size, string mediaType, CancellationToken cancellationToken) =>
        await AskAsync(link, service.Address, UploadSlot.Request(name, size, mediaType), cancellationToken) is { } answer ? UploadSlot.Find(answer) : null;

    /// <summary>XEP-0363 §4: the server itself, or one of its items.</summary>
    private async ValueTask<UploadService?> DiscoverAsync(IComponentLink link, string domain, CancellationToken cancellationToken)
    {
        var server = Jid.Parse(domain);
        var answer = await AskAsync(link, server, new XElement(Namespaces.DiscoItems + "query"), cancellationToken);
        var items = answer is { IsError: false } && answer.Payload(Namespaces.DiscoItems + "query") is { } list
            ? list.Elements(Namespaces.DiscoItems + "item")
                .Select(item => Jid.TryParse(item.Attribute("jid")?.Value, out var jid) && item.Attribute("node") is null ? jid : null)
                .OfType<Jid>().Where(jid => jid.Local is null)
            : Jid.TryParse(UsualName + domain, out var usual) ? [usual] : [];
        foreach (var candidate in items.Take(MaximumItems).Append(server))
        {
            var info = await AskAsync(link, candidate, new XElement(Namespaces.DiscoInfo + "query"), cancellationToken);
            if (info?.Payload(Namespaces.DiscoInfo + "query") is { } query && !info.IsError && IsUpload(query))
            {
                return new UploadService(candidate, MaxBytesOf(query));
            }
        }

        return null;
    }

    private static bool IsUpload(XElement query) =>
        query.Elements(Namespaces.DiscoInfo + "feature").Any(feature => (string?)feature.Attribute("var") == Namespaces.Upload.NamespaceName);

    private static long? MaxBytesOf(XElement query) => query.Elements(Namespaces.DataForms + "x").Elements(Namespaces.DataForms + "field")
        .Where(field => (string?)field.Attribute("var") == "max-file-size")
        .Select(field => long.TryParse(field.Value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : (long?)null)
        .FirstOrDefault();

    private async ValueTask<Stanza?> AskAsync(IComponentLink link, Jid to, XElement payload, CancellationToken cancellationToken)
    {
        var isSilent = _silent.TryGet((link.Network, to), out _);
        if (!isSilent && await TryAskAsync(link, to, payload, cancellationToken) is { } answer)
        {
            return answer;
        }

        if (!link.IsAttached || await TryAskAsync(link, to.WithResource(OtherForm), new XElement(payload), cancellationToken) is not { } other)
        {
            _silent.Remove((link.Network, to));
            return null;
        }

        _silent.Set((link.Network, to), true);
        return other;
    }

    private async ValueTask<Stanza?> TryAskAsync(IComponentLink link, Jid to, XElement payload, CancellationToken cancellationToken)
    {
        var request = new Stanza(StanzaKind.Iq) { From = Jid.Parse(link.Domain), To = to, Type = "get", Payloads = { payload } };
        try
        {
            return await link.AskAsync(request, cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
