namespace XmppGateway.Chaos.Plan;

/// <summary>What is done to the gateway and to what is around it. On the command line in lower case: <c>kill-gateway</c>.</summary>
public enum DisturbanceKind
{
    /// <summary>SIGKILL, and started again at once.</summary>
    KillGateway,

    /// <summary>
    /// Prosody and ejabberd are stopped (SIGTERM) and started again: what a killed one had taken and not yet handed to a client is gone, and neither
    /// XEP-0114 nor a fence tells a component of it.
    /// </summary>
    StopXmppServer,

    /// <summary>Postfix goes for a while.</summary>
    StopMta,

    /// <summary>SIGKILL, and back after a while.</summary>
    KillHomeserver,

    /// <summary>SIGKILL to PostgreSQL, and back after a while.</summary>
    KillDatabase,

    /// <summary>Everything on a link comes late.</summary>
    Delay,

    /// <summary>The connections of a link break in the middle of what they carry.</summary>
    Cut,

    /// <summary>Everything on a link comes byte by byte.</summary>
    Fragment,

    /// <summary>Nothing passes a link for a while, then everything.</summary>
    BlackHole,

    /// <summary>The disk with the store has no byte left for a while.</summary>
    FullDisk,

    /// <summary>The gateway's wall clock jumps, and jumps back. Its monotonic clock does not.</summary>
    ClockStep,
}

/// <summary>The names on the command line.</summary>
public static class DisturbanceKinds
{
    public static IReadOnlyList<DisturbanceKind> All { get; } = Enum.GetValues<DisturbanceKind>();

    /// <summary><c>KillGateway</c> is <c>kill-gateway</c>.</summary>
    public static string Word(this DisturbanceKind kind) =>
        string.Concat(kind.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? "-" + char.ToLowerInvariant(letter) : $"{char.ToLowerInvariant(letter)}"));

    public static DisturbanceKind? Find(string word) => All.Where(kind => kind.Word() == word).Select(kind => (DisturbanceKind?)kind).FirstOrDefault();
}
