using System.Text.Json.Serialization;

namespace XmppGateway.Operations;

/// <summary>How the gateway is, as <c>/health/ready</c> prints it.</summary>
/// <param name="Status"><c>ready</c>, <c>starting</c>, <c>standby</c> or <c>degraded</c>.</param>
/// <param name="Store"><c>ok</c>, or why it cannot be used.</param>
/// <param name="Lease"><c>held</c> or <c>waiting</c>.</param>
/// <param name="Networks">By name.</param>
internal sealed record Health(string Status, string Store, string Lease, IReadOnlyDictionary<string, NetworkHealth> Networks)
{
    [JsonIgnore]
    public bool IsReady => Status == "ready";
}

/// <summary>How one network is.</summary>
/// <param name="Domain">The component's domain.</param>
/// <param name="Link"><c>attached</c> or <c>detached</c>.</param>
/// <param name="Adapter"><c>running</c> or <c>stopped</c>.</param>
internal sealed record NetworkHealth(string Domain, string Link, string Adapter);
