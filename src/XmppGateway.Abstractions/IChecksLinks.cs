using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace XmppGateway.Abstractions;

/// <summary>
/// Optional power of a module: tries its network's links for real when the operator asks what is wrong (<c>doctor</c>). The gateway may run
/// meanwhile and must not notice.
/// </summary>
public interface IChecksLinks
{
    /// <summary>
    /// What can be tried of one network, in the order in which it makes sense. Opens nothing yet. The section is validated; the checks run one after the
    /// other, each once at most.
    /// </summary>
    IReadOnlyList<LinkCheck> FindChecks(LinkCheckContext context);
}

/// <summary>One thing to try.</summary>
/// <param name="Name">What is tried, in a few words: <c>SMTP login</c>.</param>
/// <param name="RunAsync">
/// Tries it. What is wrong with the other side is a result; what it throws is shown as a mistake of the gateway. The token ends its patience
/// (<see cref="LinkCheckContext.Patience"/>), which counts as a failure.
/// </param>
public sealed record LinkCheck(string Name, Func<CancellationToken, Task<CheckResult>> RunAsync);

/// <summary>What the engine offers to checks. Properties may be read from any thread.</summary>
/// <param name="Network">The network's name in the configuration.</param>
/// <param name="Configuration">Its section, validated.</param>
/// <param name="ResolvePath">Makes a file name of the configuration absolute.</param>
/// <param name="GatewayRuns">True when a gateway works with this configuration: its ports are taken, and it answers on them.</param>
/// <param name="Time">The clock.</param>
/// <param name="ListenAsync">
/// Answers HTTP at an address of this machine (<c>http://127.0.0.1:8429</c>) until the result is disposed of. An <see cref="IOException"/> says
/// why that cannot be.
/// </param>
public sealed record LinkCheckContext(
    string Network,
    IConfigurationSection Configuration,
    Func<string, string> ResolvePath,
    bool GatewayRuns,
    TimeProvider Time,
    Func<string, RequestDelegate, CancellationToken, Task<IAsyncDisposable>> ListenAsync)
{
    /// <summary>For one check.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <summary>The notes of the network's adapter, which a running gateway sees, too; null while there is no store that could be used.</summary>
    public IAdapterState? State { get; init; }
}

/// <summary>How a check has ended.</summary>
public enum CheckOutcome
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It works, and had better be changed.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failed,

    /// <summary>It could not be tried.</summary>
    Skipped,
}

/// <summary>What a check has found.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="What">What was seen, or why it was not tried; one line, without secrets.</param>
/// <param name="Remedy">What to change, in the exact lines, with a line before them that says where; without secrets. Empty where nothing is to be done.</param>
public sealed record CheckResult(CheckOutcome Outcome, string What, IReadOnlyList<string> Remedy)
{
    /// <summary>It works.</summary>
    public static CheckResult Ok(string what) => new(CheckOutcome.Ok, what, []);

    /// <summary>It works, and had better be changed.</summary>
    public static CheckResult Warning(string what, params IReadOnlyList<string> remedy) => new(CheckOutcome.Warning, what, remedy);

    /// <summary>It does not work.</summary>
    public static CheckResult Failed(string what, params IReadOnlyList<string> remedy) => new(CheckOutcome.Failed, what, remedy);

    /// <summary>It could not be tried.</summary>
    public static CheckResult Skipped(string why) => new(CheckOutcome.Skipped, why, []);
}
