namespace XmppGateway.Chaos.Plan;

/// <summary>One thing that happens in a run.</summary>
/// <param name="At">After the traffic began.</param>
/// <param name="Kind">What.</param>
/// <param name="Lasting">For how long.</param>
/// <param name="Choice">Which link, or which step of the clock: the executor takes the remainder.</param>
public sealed record Disturbance(TimeSpan At, DisturbanceKind Kind, TimeSpan Lasting, int Choice);
