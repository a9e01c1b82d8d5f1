using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace XmppGateway.Abstractions;

/// <summary>What the engine offers to one adapter. All members may be used from any thread once the adapter is created.</summary>
public interface IAdapterContext
{
    /// <summary>The network's name in the configuration: <c>mail</c>.</summary>
    string Network { get; }

    /// <summary>The network's section, validated. Relative file names are relative to the configuration file; see <see cref="ResolvePath"/>.</summary>
    IConfigurationSection Configuration { get; }

    /// <summary>The domains whose users are at home here, first the one whose users get the plain addresses. Prepared, not empty.</summary>
    IReadOnlyList<string> LocalDomains { get; }

    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>Where to log.</summary>
    ILoggerFactory Loggers { get; }

    /// <summary>The adapter's own durable notes.</summary>
    IAdapterState State { get; }

    /// <summary>Makes a file name of the configuration absolute.</summary>
    string ResolvePath(string path);

    /// <summary>
    /// Stores arrivals, all or none in one commit, and returns when they are durable. Only then may the source be told that they were
    /// taken. Blocks while the store is busy. Never throws for a store that is down: that is <see cref="Acceptance.TryAgain"/>.
    /// </summary>
    ValueTask<Acceptance> PublishAsync(IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken);

    /// <summary>Says whether a local user may be written to from this network. May ask the XMPP server; remembers the answer for a while.</summary>
    ValueTask<UserStanding> FindUserAsync(Jid user, CancellationToken cancellationToken);
}

/// <summary>Whether a user may be written to.</summary>
public enum UserStanding
{
    /// <summary>Allowed, and known or presumed to exist.</summary>
    Reachable,

    /// <summary>The XMPP server says that there is no such account.</summary>
    Unknown,

    /// <summary>The operator's rules do not let this user use the gateway.</summary>
    NotAllowed,
}

/// <summary>
/// Small durable notes of one adapter (the room of a conversation, a thread's last message). Keys and values are text; a value is at
/// most 64 KiB. Reads see this process's own earlier writes. Throws <see cref="StateUnavailableException"/> while the store is down.
/// </summary>
public interface IAdapterState
{
    /// <summary>The value, or null.</summary>
    ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Sets or, with null, removes a value. Durable when it returns.</summary>
    ValueTask SetAsync(string key, string? value, CancellationToken cancellationToken);

    /// <summary>Sets the value only where none is, and returns the one that is there afterwards: two racers agree.</summary>
    ValueTask<string> GetOrAddAsync(string key, string value, CancellationToken cancellationToken);
}

/// <summary>The store cannot be used now: answer "try again" and change nothing.</summary>
public sealed class StateUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
