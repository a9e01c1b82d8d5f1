using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>A run of a command over XEP-0050. §4.1: it belongs to one requester, by full JID.</summary>
internal sealed class AdHocSession(string id, Dialogue dialogue, DateTimeOffset now)
{
    public string Id => id;

    public Dialogue Dialogue => dialogue;

    public Jid From => dialogue.Caller.From;

    public string Network => dialogue.Caller.Network.Name;

    /// <summary>Its actions, one after the other.</summary>
    public Turns Turns { get; } = new();

    public DateTimeOffset BegunAt { get; } = now;

    /// <summary>When it was used last.</summary>
    public DateTimeOffset UsedAt { get; set; } = now;

    /// <summary>True once it was completed, cancelled, or has timed out; then only kept to say so.</summary>
    public bool IsOver { get; set; }
}
