using XmppGateway.Metrics;
using XmppGateway.Operations.Status;

namespace XmppGateway.Operations;

/// <summary>What is answered to operators alone.</summary>
/// <param name="access">Who they are.</param>
/// <param name="reader">The numbers.</param>
/// <param name="writeStatus">The page as it is now.</param>
internal sealed class OperatorEndpoints(OperatorAccess access, MetricsReader reader, Func<string> writeStatus)
{
    public OperatorAccess Access { get; } = access;

    public MetricsEndpoint Metrics { get; } = new(reader, access);

    public StatusEndpoint Status { get; } = new(writeStatus, access);
}
