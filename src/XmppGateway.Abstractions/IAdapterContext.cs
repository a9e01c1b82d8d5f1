using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace XmppGateway.Abstractions;

/// <summary>
/// What the engine offers to one adapter. Properties may be read from any thread once the adapter is created; <see cref="PublishAsync"/>,
/// <see cref="FindUserAsync"/> and <see cref="State"/> may be used from the beginning of <see cref="IAdapter.StartAsync"/> until the
/// adapter is disposed of.
/// </summary>
public interface IAdapterContext
{
    /// <summary>The network's name in the configuration: <c>mail</c>.</summary>
    string Network { get; }

    /// <summary>The network's section, validated. Relative file names are relative to the configuration file; see <see cref="ResolvePath"/>.</summary>
    IConfigurationSection Configuration { get; }

    /// <summary>The domains whose users are at home here, first the one whose users get the plain addresses. Prepared, not empty.</summary>
    IReadOnlyList<string> LocalDomains { get; }

    /// <summary>Who runs the gateway: bare JIDs. Mail to the operator of a domain is theirs. May be empty.</summary>
    IReadOnlyList<Jid> Admins { get; }

    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>How long the engine tries what is outgoing before its sender hears that it failed. What an adapter tries by itself is tried as long.</summary>
    TimeSpan DeliveryExpiry { get; }

    /// <summary>Where to log.</summary>
    ILoggerFactory Loggers { get; }

    /// <summary>The adapter's own durable notes.</summary>
    IAdapterState State { get; }

    /// <summary>Secrets of the network's users.</summary>
    ISecrets Secrets { get; }

    /// <summary>The rooms of XMPP that people of this network may visit; null where there are none to be visited.</summary>
    IXmppRooms? XmppRooms => null;

    /// <summary>Makes a file name of the configuration absolute.</summary>
    string ResolvePath(string path);

    /// <summary>
    /// Stores arrivals, all or none in one commit, and returns when they are durable. Only then may the source be told that they were
    /// taken; after <see cref="Acceptance.TryAgain"/> the source is told to try again, and nothing of the call is kept. Blocks while the
    /// store is busy. Never throws for a store that is down. A cancelled token ends the waiting for the store; what it then has begun to commit
    /// is committed, and the repeated arrival is known. Of arrivals with one lane, those of an earlier call come first; calls side by side have no order.
    /// </summary>
    ValueTask<Acceptance> PublishAsync(IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken);

    /// <summary>
    /// Says whether a local user may be written to from this network. May ask the XMPP server (some seconds at most) and remembers the
    /// answer for a while; what cannot be found out, as while the link is down, counts as reachable.
    /// </summary>
    ValueTask<UserStanding> FindUserAsync(Jid user, CancellationToken cancellationToken);

    /// <summary>True while a client of a local user is in a room of this network, and sees what is said there.</summary>
    ValueTask<bool> IsInRoomAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken);

    /// <summary>True when the operator's rules let a contact write and be written to. The engine asks for who writes one to one, and for whom that is.</summary>
    bool Allows(RemoteContact contact);

    /// <summary>
    /// Tells something of a contact that counts only now. Returns at once; never throws. What cannot be shown is dropped, presence is
    /// remembered.
    /// </summary>
    void Signal(ContactSignal signal);

    /// <summary>
    /// A foreign server that did not answer is there again: what waits for it is tried within seconds, and not at the end of a pause that became longer with
    /// each attempt. For adapters that look for themselves; the engine notices it by its next attempt otherwise. Returns at once; never throws.
    /// </summary>
    /// <param name="server">Its name by <see cref="IAdapter.ServerOf"/>.</param>
    void ServerIsBack(string server);

    /// <summary>
    /// Reads a file that an XMPP user sent (<see cref="AttachedFile.Source"/> of an outgoing message), within the operator's limits and never
    /// from a private address. What is not opened is answered with <see cref="DeliveryResult.ForFile"/>. The stream ends with a
    /// <see cref="MediaLimitException"/> when it grows beyond the limit or takes too long (45 s in all), and with another
    /// <see cref="IOException"/> when the connection breaks.
    /// </summary>
    ValueTask<MediaResult> FetchMediaAsync(AttachedFile file, CancellationToken cancellationToken);

    /// <summary>
    /// Sends a form (<c>application/x-www-form-urlencoded</c>) to an HTTPS server that a stranger has named: never to a private address, without cookies and
    /// without following redirects. Waits 20 seconds at most. What the server says besides its status is not read. Repeating it must do no harm.
    /// </summary>
    ValueTask<FormPost> PostFormAsync(Uri address, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken);

    /// <summary>
    /// The language for words that the engine does not put in the user's language later, such as those on a page: what they chose, else what
    /// their client said last, else English. For <see cref="LocalText.In"/>. Never fails.
    /// </summary>
    ValueTask<string> FindLanguageAsync(Jid user, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps the content of a file that came with an arrival and cannot be had again (the part of a mail), until links to it expire; the
    /// same content is kept once. Returns its <see cref="AttachedFile"/> with reference, size and hash; null when it is above the operator's
    /// limit. Durable when it returns. The stream is read to its end and not disposed of.
    /// </summary>
    /// <exception cref="StateUnavailableException">It cannot be kept now: answer "try again".</exception>
    ValueTask<AttachedFile?> KeepMediaAsync(Stream content, string name, string mediaType, CancellationToken cancellationToken);
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
/// most 64 KiB of UTF-8 (a longer one is an <see cref="ArgumentException"/>). Each network has its own keys. Reads see this process's
/// own earlier writes. All members throw <see cref="StateUnavailableException"/> while the store is down. There is no transaction
/// over several notes, nor over notes and arrivals: write notes first, so that they can be written again.
/// </summary>
public interface IAdapterState
{
    /// <summary>The value, or null.</summary>
    ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Sets or, with null, removes a value. Durable when it returns.</summary>
    ValueTask SetAsync(string key, string? value, CancellationToken cancellationToken);

    /// <summary>Sets a value that is of no use later: from <paramref name="expires"/> on it may be gone, within hours. Durable when it returns.</summary>
    ValueTask SetUntilAsync(string key, string value, DateTimeOffset expires, CancellationToken cancellationToken);

    /// <summary>Sets the value only where none is, and returns the one that is there afterwards: two racers agree.</summary>
    ValueTask<string> GetOrAddAsync(string key, string value, CancellationToken cancellationToken);

    /// <summary>The same for a value that is of no use later, as in <see cref="SetUntilAsync"/>.</summary>
    ValueTask<string> GetOrAddUntilAsync(string key, string value, DateTimeOffset expires, CancellationToken cancellationToken);
}

/// <summary>The store cannot be used now: answer "try again" and change nothing.</summary>
public sealed class StateUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
