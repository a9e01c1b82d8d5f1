namespace XmppGateway.Chaos.Report;

/// <summary>The gateway at one moment.</summary>
/// <param name="Seconds">Since the traffic began.</param>
/// <param name="Mebibytes">Its resident memory (VmRSS).</param>
/// <param name="Queue">How many messages wait in the store, as it says (at most 15 seconds old); null when it does not answer.</param>
public sealed record Sample(double Seconds, double Mebibytes, double? Queue);
