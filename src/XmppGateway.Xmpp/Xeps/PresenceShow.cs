using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>What a presence stanza says (RFC 6121 §4.7), with the time of the last activity (XEP-0319).</summary>
public static class PresenceShow
{
    private static readonly XNamespace Idle = "urn:xmpp:idle:1";
    private static readonly XName Show = Namespaces.Component + "show";
    private static readonly XName Status = Namespaces.Component + "status";
    private static readonly XName Priority = Namespaces.Component + "priority";

    /// <summary>The <c>type</c> of the stanza: null, or <c>unavailable</c>.</summary>
    public static string? TypeOf(PresenceState state) => state.Availability == Availability.Offline ? "unavailable" : null;

    /// <summary>The payloads. The status must be clean already.</summary>
    public static IEnumerable<XElement> PayloadsOf(PresenceState state)
    {
        var show = state.Availability switch
        {
            Availability.Chatty => "chat",
            Availability.Away => "away",
            Availability.ExtendedAway => "xa",
            Availability.DoNotDisturb => "dnd",
            _ => null,
        };
        if (show is not null)
        {
            yield return new XElement(Show, show);
        }

        if (!string.IsNullOrEmpty(state.Status))
        {
            yield return new XElement(Status, state.Status);
        }

        if (state is { IdleSince: { } since, Availability: not Availability.Offline })
        {
            yield return new XElement(
                Idle + "idle", new XAttribute("since", since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>What a presence of a client says: available ones, and unavailable as offline.</summary>
    public static PresenceState Read(Stanza presence)
    {
        var availability = presence.Type == "unavailable" ? Availability.Offline : presence.Payload(Show)?.Value.Trim() switch
        {
            "chat" => Availability.Chatty,
            "away" => Availability.Away,
            "xa" => Availability.ExtendedAway,
            "dnd" => Availability.DoNotDisturb,
            _ => Availability.Online,
        };
        var since = DateTimeOffset.TryParse(
            presence.Payload(Idle + "idle")?.Attribute("since")?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : (DateTimeOffset?)null;
        var status = presence.Payload(Status)?.Value;
        return new PresenceState(availability, string.IsNullOrWhiteSpace(status) ? null : status, since);
    }

    /// <summary>RFC 6121 §4.7.2.3: from -128 to 127, 0 when it cannot be read.</summary>
    public static int PriorityOf(Stanza presence) =>
        sbyte.TryParse(presence.Payload(Priority)?.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
