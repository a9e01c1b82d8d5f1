using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using XmppGateway.Metrics;
using XmppGateway.Operations.Commands;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Status;

/// <summary>The page that tells an operator at a glance how the gateway is. Pure: it is made of what it is given, and works without scripts.</summary>
internal static class StatusPage
{
    /// <summary>Allows this page its own style, and nothing else.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private const string Style = """
        :root{color-scheme:light dark;--line:#8884;--good:#2a7d3f;--bad:#b3261e;--wait:#8a6100}
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
        h1{font-size:1.4rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
        p.sum{margin:.2rem 0 0;opacity:.8}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        .state{display:inline-block;padding:0 .6rem;border-radius:1rem;color:#fff;background:var(--bad);font-size:.9rem;vertical-align:.15rem}
        .state.ready,.state.ok{background:var(--good)}.state.starting,.state.standby{background:var(--wait)}
        .chart{display:block;fill:currentColor;opacity:.75;border-bottom:1px solid var(--line)}
        small{opacity:.75}code{font-size:.9em}
        """;

    public static string Write(Health health, IReadOnlyDictionary<string, QueueCounts> queues, RecentTraffic traffic, string version, DateTimeOffset now)
    {
        var page = new StringBuilder(8 * 1024);
        Begin(page, health.Status);
        page.Append(CultureInfo.InvariantCulture, $"<h1>xmpp-gateway <span class=\"state {Html.Encode(health.Status)}\">{Html.Encode(health.Status)}</span></h1>");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"sum\">store: {Html.Encode(health.Store)} · lease: {Html.Encode(health.Lease)} · version {Html.Encode(version)} · {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC</p>");
        Networks(page, health, queues, traffic, now);
        Failures(page, traffic.Failures, now);
        page.Append("<p><small>For machines: <a href=\"/metrics\">/metrics</a>, <a href=\"/health/ready\">/health/ready</a>. More of a message: <code>xmpp-gateway trace ID</code>. The page renews itself.</small></p>");
        End(page);
        return page.ToString();
    }

    /// <summary>Asks for the token.</summary>
    public static string WriteQuestion(bool wasWrong)
    {
        var page = new StringBuilder();
        Begin(page, null);
        page.Append("<h1>xmpp-gateway</h1>");
        page.Append(wasWrong ? "<p>This is not the token.</p>" : "<p>This page is for operators.</p>");
        page.Append("<form method=\"post\" action=\"/status\"><label>Token (<code>Http:Token</code>) <input type=\"password\" name=\"token\" autocomplete=\"current-password\" required></label> <button>Show</button></form>");
        End(page);
        return page.ToString();
    }

    private static void Begin(StringBuilder page, string? state)
    {
        page.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        page.Append(state is null ? "" : "<meta http-equiv=\"refresh\" content=\"15\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>xmpp-gateway{(state is null ? "" : ": " + Html.Encode(state))}</title><style>{Style}</style></head><body>");
    }

    private static void End(StringBuilder page) => page.Append("</body></html>\n");

    private static void Networks(
        StringBuilder page, Health health, IReadOnlyDictionary<string, QueueCounts> queues, RecentTraffic traffic, DateTimeOffset now)
    {
        page.Append("<h2>Networks</h2><table><thead><tr><th>Network<th>State<th class=\"n\">Waiting out<th class=\"n\">Waiting in<th class=\"n\">Put aside<th class=\"n\">Held<th>To the network, last hour<th>From it, last hour</thead><tbody>");
        foreach (var (name, network) in health.Networks.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var state = network.Flows ? "ok" : network.Link == NetworkHealth.Attached ? network.Adapter : network.Link;
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Encode(name)}<br><small>{Html.Encode(network.Domain)}</small>");
            page.Append(CultureInfo.InvariantCulture, $"<td><span class=\"state {Html.Encode(state)}\">{Html.Encode(state)}</span>{(network.Reason is null ? "" : "<br><small>" + Html.Encode(network.Reason) + "</small>")}");
            var counts = queues.GetValueOrDefault(name);
            Waiting(page, counts?.Outgoing, counts?.OldestOutgoing, now);
            Waiting(page, counts?.Incoming, counts?.OldestIncoming, now);
            Waiting(page, counts?.SetAside, null, now);
            Waiting(page, counts?.Held, null, now);
            var recent = traffic.Of(name);
            Chart(page, "to the network", recent.Out.Read(now), recent.FailedOut.Read(now).Sum());
            Chart(page, "from the network", recent.In.Read(now), recent.FailedIn.Read(now).Sum());
        }

        page.Append("</tbody></table>");
    }

    private static void Waiting(StringBuilder page, long? count, DateTimeOffset? oldest, DateTimeOffset now)
    {
        var age = oldest is { } since ? $"<br><small>{TextTable.Span(now - since)}</small>" : "";
        page.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{(count is { } known ? known.ToString(CultureInfo.InvariantCulture) : "?")}{age}");
    }

    private static void Chart(StringBuilder page, string what, IReadOnlyList<long> minutes, long failed)
    {
        var sum = minutes.Sum();
        var title = string.Create(CultureInfo.InvariantCulture, $"{sum} messages {what} in the last hour, at most {minutes.Max()} in a minute");
        page.Append(CultureInfo.InvariantCulture, $"<td>{Sparkline.Draw(title, minutes)}<small>{sum} delivered{(failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {failed} failed"))}</small>");
    }

    private static void Failures(StringBuilder page, IReadOnlyList<RecentFailure> failures, DateTimeOffset now)
    {
        page.Append("<h2>Recent failures</h2>");
        if (failures.Count == 0)
        {
            page.Append("<p>None since the start.</p>");
            return;
        }

        page.Append("<table><thead><tr><th>Ago<th>Network<th>Way<th>Entry<th>Why it was given back or put aside</thead><tbody>");
        foreach (var failure in failures)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{TextTable.Span(now - failure.At)}<td>{Html.Encode(failure.Network)}<td>{(failure.Way == Way.Out ? "out" : "in")}<td><code>{Html.Encode(failure.Entry)}</code><td>{Html.Encode(failure.Reason)}");
        }

        page.Append("</tbody></table>");
    }
}
