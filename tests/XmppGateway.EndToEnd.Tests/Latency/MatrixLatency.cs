using System.Globalization;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Latency;

/// <summary>
/// How long a message takes between Matrix and XMPP, beside what the homeserver takes between two of its own users: one message at a time, from
/// before it is sent until the other client has it. LATENCY_MESSAGES is the number of each kind; figures of a few say nothing.
/// </summary>
public abstract class MatrixLatency(Bridge bridge)
{
    private const string MiaAsContact = "\\40mia\\3amatrix.test@matrix.localhost";
    private const int WarmUp = 10;

    private static int Messages { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("LATENCY_MESSAGES"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 20;

    [Fact(Timeout = 600_000)]
    public async Task The_time_of_a_message_is_measured_beside_that_of_the_homeserver()
    {
        Assert.SkipWhen(RealServers.WhyNoSynapse is not null, RealServers.WhyNoSynapse ?? "");
        await using var mia = await MatrixUser.LoginAsync("mia");
        await using var noah = await MatrixUser.LoginAsync("noah");
        var mark = $"latency {Environment.ProcessId} {bridge.Server} ";
        var among = await mia.InviteAsync(noah.Id);
        await noah.JoinedAsync(among, noah.Id);
        await bridge.Alice.SayAsync(MiaAsContact, mark + "first");
        var direct = (await mia.MessageAsync(mark + "first")).Room;

        var matrix = await MeasureAsync(text => mia.SendAsync(among, text), (text, from) => SeesAsync(noah, text, from), () => noah.Timeline.Count, mark + "matrix");
        var outwards = await MeasureAsync(
            text => bridge.Alice.SayAsync(MiaAsContact, text), (text, from) => SeesAsync(mia, text, from), () => mia.Timeline.Count, mark + "outwards");
        var inwards = await MeasureAsync(
            text => mia.SendAsync(direct, text),
            (text, from) => bridge.Alice.Received.FirstAsync(s => s.Text() == text, text, from: from),
            () => bridge.Alice.Received.Count,
            mark + "inwards");

        Console.WriteLine($"{bridge.Server}, {Messages} messages each, median / p99 ms");
        Write("Matrix to Matrix", matrix);
        Write("XMPP to Matrix", outwards);
        Write("Matrix to XMPP", inwards);

        void Write(string what, List<double> times) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {At(times, 0.5):F1} / {At(times, 0.99):F1} | {At(times, 0.5) / At(matrix, 0.5):F2} / {At(times, 0.99) / At(matrix, 0.99):F2} |"));
    }

    /// <summary>In milliseconds, sorted.</summary>
    private static async Task<List<double>> MeasureAsync(Func<string, Task> send, Func<string, int, Task> see, Func<int> seen, string mark)
    {
        var times = new List<double>();
        for (var number = -WarmUp; number < Messages; number++)
        {
            var text = $"{mark} {number}.";
            var from = seen();
            var began = TimeProvider.System.GetTimestamp();
            await send(text);
            await see(text, from);
            if (number >= 0)
                times.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return times;
    }

    private static Task<RoomEvent> SeesAsync(MatrixUser user, string text, int from) => user.Timeline.FirstAsync(e => e.Text == text, text, from: from);

    private static double At(List<double> times, double share) => times[Math.Min((int)(times.Count * share), times.Count - 1)];
}

[Collection<OnProsody>]
public sealed class MatrixLatencyOnProsody(ProsodyBridge bridge) : MatrixLatency(bridge);
