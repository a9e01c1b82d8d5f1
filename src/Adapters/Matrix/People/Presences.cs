using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.People;

/// <summary>Presence in both forms. Pure.</summary>
internal static class Presences
{
    private const int LongestStatus = 500;

    /// <summary>Client-server API, "Presence": three states; MSC3026 has a fourth. Null for what is none.</summary>
    public static PresenceState? Read(JsonElement content, DateTimeOffset now)
    {
        var status = content.Text("status_msg") is { Length: > 0 } text ? text[..Math.Min(text.Length, LongestStatus)] : null;
        var idle = content.Number("last_active_ago") is { } ago and > 0 and < 31_536_000_000 ? now.AddMilliseconds(-ago) : (DateTimeOffset?)null;
        return content.Text("presence") switch
        {
            "online" => new PresenceState(Availability.Online, status),
            "unavailable" => new PresenceState(Availability.Away, status, idle),
            "busy" or "org.matrix.msc3026.busy" => new PresenceState(Availability.DoNotDisturb, status),
            // To the minute: the same said again is to be the same.
            "offline" => new PresenceState(Availability.Offline, status, idle is { } since ? since.AddTicks(-(since.Ticks % TimeSpan.TicksPerMinute)) : null),
            _ => null,
        };
    }

    public static PresenceContent Write(PresenceState state) => new(
        state.Availability switch
        {
            Availability.Offline => "offline",
            Availability.Online or Availability.Chatty => "online",
            _ => "unavailable",
        },
        state.Status is { } status ? status[..Math.Min(status.Length, LongestStatus)] : null);
}
