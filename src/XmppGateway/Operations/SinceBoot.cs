using System.Globalization;

namespace XmppGateway.Operations;

/// <summary>
/// A clock whose time stamps also count the time in which the machine was asleep, where the kernel tells it (proc_uptime(5), which is CLOCK_BOOTTIME). The
/// usual ones stand still then (clock_gettime(2), CLOCK_MONOTONIC), and a lease that has long run out looks fresh. What a machine cannot know, that it
/// was stopped from outside, is left to the numbers of the leases.
/// </summary>
internal sealed class SinceBoot : TimeProvider
{
    private const string File = "/proc/uptime";

    private SinceBoot()
    {
    }

    /// <summary>In the steps of 10 ms that the kernel prints.</summary>
    public override long TimestampFrequency => 100;

    public override TimeZoneInfo LocalTimeZone => System.LocalTimeZone;

    /// <summary>This clock in the place of the system's where it can be had, and any other as it is.</summary>
    public static TimeProvider InPlaceOf(TimeProvider time) => time == System && OperatingSystem.IsLinux() && IsThere() ? new SinceBoot() : time;

    public override long GetTimestamp() => Read(global::System.IO.File.ReadAllText(File));

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime, period);

    /// <summary>The first of the two numbers: seconds since the start.</summary>
    internal static long Read(string text) => (long)(decimal.Parse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), NumberStyles.Number, CultureInfo.InvariantCulture) * 100);

    private static bool IsThere()
    {
        try
        {
            return Read(global::System.IO.File.ReadAllText(File)) > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException or OverflowException)
        {
            return false;
        }
    }
}
