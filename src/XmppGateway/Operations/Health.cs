using System.Text.Json.Serialization;

namespace XmppGateway.Operations;

/// <summary>How the gateway is, as <c>/health/ready</c> prints it.</summary>
/// <param name="Status"><c>ready</c>, <c>starting</c>, <c>standby</c> or <c>degraded</c>.</param>
/// <param name="Store"><c>ok</c>, or why it cannot be used.</param>
/// <param name="Lease"><c>held</c> or <c>waiting</c>.</param>
/// <param name="Networks">By name.</param>
internal sealed record Health(string Status, string Store, string Lease, IReadOnlyDictionary<string, NetworkHealth> Networks)
{
    private const string Well = "ok";
    private const string Untold = "for operators";

    [JsonIgnore]
    public bool IsReady => Status == "ready";

    /// <summary>The same states, for everybody: that there is a reason, and not which.</summary>
    public Health WithoutReasons() => this with
    {
        Store = Store == Well ? Well : "unavailable",
        Networks = Networks.ToDictionary(network => network.Key, network => network.Value with { Reason = network.Value.Reason is null ? null : Untold }),
    };
}
