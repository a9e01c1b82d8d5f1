using System.Text.Json.Serialization;

namespace XmppGateway.Operations;

/// <summary>How one network is.</summary>
/// <param name="Domain">The component's domain.</param>
/// <param name="Link">Whether it is attached to the XMPP server.</param>
/// <param name="Adapter">Whether it accepts from, and delivers to, the foreign network.</param>
/// <param name="Reason">What is in the way; null when nothing is.</param>
/// <param name="Waiting">Messages that the XMPP server has not taken yet.</param>
internal sealed record NetworkHealth(string Domain, string Link, string Adapter, string? Reason = null, long Waiting = 0)
{
    public const string Attached = "attached";

    /// <summary>Attached, but not all that is for the domain comes.</summary>
    public const string Misconfigured = "misconfigured";
    public const string Detached = "detached";
    public const string Running = "running";
    public const string Failing = "failing";
    public const string Stopped = "stopped";

    /// <summary>An admin has stopped it.</summary>
    public const string Halted = "halted";

    /// <summary>True when messages of this network pass in both directions.</summary>
    [JsonIgnore]
    public bool Flows => this is { Link: Attached, Adapter: Running, Reason: null };
}
