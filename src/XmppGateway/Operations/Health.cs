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
