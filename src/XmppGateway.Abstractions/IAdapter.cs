using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace XmppGateway.Abstractions;

/// <summary>
/// The entry point of an adapter assembly: its one public type, with a constructor without parameters that does nothing. The engine
/// creates one at start and uses it for every configured network of its <see cref="Kind"/>, for commands too. Members may be called from
/// any thread.
/// </summary>
public interface IAdapterModule
{
    /// <summary>The value of <c>Adapter</c> in the configuration: <c>email</c>, <c>matrix</c>. Lower case; constant; unique in the program.</summary>
    string Kind { get; }

    /// <summary>
    /// Finds everything that is wrong with the section of one network, at once and each key once; empty when nothing is. Whatever is sure to
    /// keep <see cref="IAdapter.StartAsync"/> from working, a file that is missing too, is an error; warnings leave the section valid. Reads
    /// files at most; opens no connection. Never throws, whatever the section holds. The keys that every network has (<c>Adapter</c>, <c>Server</c>,
    /// <c>Secret</c>) are checked by the engine.
    /// </summary>
    IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section);

    /// <summary>
    /// Creates the adapter for one validated network. Does no I/O and calls no method of the context. One network gets several adapters in
    /// the life of a program, one after the other (see <see cref="IAdapter"/>), and some that are never started: commands only ask
    /// those how they read addresses.
    /// </summary>
    IAdapter Create(IAdapterContext context);
}

/// <summary>One mistake in the configuration.</summary>
/// <param name="Path">The key's full path as the operator writes it: <c>Networks:mail:Lmtp:Listen</c>.</param>
/// <param name="Text">What is wrong and what would be right. Holds no secret.</param>
/// <param name="IsWarning">True for what works, and had better be changed.</param>
public sealed record ConfigurationError(string Path, string Text, bool IsWarning = false);

/// <summary>How the network presents itself to people and clients.</summary>
/// <param name="Name">For people: <c>Email</c>.</param>
/// <param name="DiscoType">The type of the XEP-0030 identity of category <c>gateway</c>: <c>smtp</c>, <c>matrix</c>.</param>
/// <param name="AddressPrompt">The XEP-0100 prompt: what a contact's address is called.</param>
/// <param name="AddressDescription">One sentence that explains the prompt, with an example.</param>
public sealed record NetworkDescription(string Name, string DiscoType, LocalText AddressPrompt, LocalText AddressDescription);

/// <summary>
/// One bridged network for one tenure: from when this process may work for the network until it stops, or loses the lease to another one.
/// <para>
/// Order of calls: <see cref="Description"/>, <see cref="ParseAddress"/> and <see cref="ServerOf"/> at any time from creation on;
/// <see cref="StartAsync"/> once; then everything from any thread and side by side; <see cref="StopAsync"/> once, also when the start
/// failed or was cancelled; then <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/>, when the adapter has one. Listeners are free
/// again after that: the next tenure's adapter opens them.
/// </para>
/// <para>
/// Lanes: calls of <see cref="SendAsync"/> for one conversation (user and contact) never overlap, come in the order of writing, and the
/// next one waits for the end of the one before. Those of different conversations overlap, hundreds of them; a slow one must delay no other.
/// </para>
/// <para>
/// Repeats: the process can die at any moment, also between what the foreign side has done and the commit that says so. So everything that
/// is handed over comes again after a restart, in both directions, and must be recognised: a delivery by <see cref="Delivery.Id"/>, an
/// arrival by <see cref="Arrival.Key"/>. What an adapter must remember beyond a tenure goes into <see cref="IAdapterContext.State"/>.
/// </para>
/// <para>
/// Exceptions: only those that are named here, and <see cref="OperationCanceledException"/> for a cancelled token. Any other is taken for
/// a bug, logged as one, and contained to the one delivery, arrival or request on which it happened.
/// </para>
/// </summary>
public interface IAdapter
{
    /// <summary>How the network presents itself. Constant; no part is empty.</summary>
    NetworkDescription Description { get; }

    /// <summary>
    /// Opens listeners and begins to accept. Returns when that is done, within a few seconds; does not wait for foreign servers, which may
    /// be away for hours. The XMPP link is attached only afterwards; what arrives until then is stored and waits.
    /// </summary>
    /// <exception cref="AdapterStartException">It can never work as configured (port taken): the program ends with exit code 1.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stops accepting, finishes what is half done and closes connections. The token ends the patience (two seconds): what is not
    /// finished then is cut off, and comes again in the next tenure; a stop that does not end is left behind. The XMPP link goes at the same
    /// time. No <see cref="SendAsync"/> is under way or comes any more; arrivals may still be interpreted and HTTP requests still come until
    /// it is disposed of. Does not throw when the patience ends.
    /// </summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads an address as people type it, and as the engine reads it back from a JID. Pure, and fast: called on the stanza path, with any
    /// text. Never throws. Null when it can be no address of this network. All spellings of one address give one
    /// <see cref="RemoteContact.Id"/>; both the id and the <see cref="RemoteContact.Address"/>, read again, give that id.
    /// </summary>
    RemoteContact? ParseAddress(string text);

    /// <summary>
    /// Names the foreign server that a delivery to this contact depends on: deliveries to one server share a circuit breaker. Pure, and
    /// not empty. Beyond a thousand values those that were idle for the longest time are forgotten.
    /// </summary>
    string ServerOf(RemoteContact contact);

    /// <summary>
    /// Hands one event to the foreign side and returns when that side has taken responsibility: see <see cref="DeliveryResult"/> for what
    /// each result leads to. Called on the conversation's lane; may block. A cancelled token ends it at once, even when the foreign side
    /// hangs: when the engine stops or loses patience (60 s). The effect is then unknown, and the same delivery comes again. Text may be
    /// anything that Unicode and a hostile person allow, and is taken, cleaned or refused, never thrown at. While the adapter's notes
    /// cannot be used the answer is <see cref="DeliveryResult.Retry"/>. After an exception the delivery is retried, too.
    /// </summary>
    ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken);
}

/// <summary>The adapter cannot work as configured. The message is shown to the operator as it is.</summary>
public sealed class AdapterStartException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Optional power: the adapter publishes <see cref="Arrival.Raw"/>.</summary>
public interface IInterpretsArrivals
{
    /// <summary>
    /// Understands one raw arrival. Called on the arrival's lane, in order, off the source's thread, while the XMPP link is attached; may
    /// block and use the network. The token is cancelled when the link goes. Called again with the same arrival after
    /// <see cref="Interpretation.Later"/>, a crash or a lost link, and must then give the same events in the same order: their stanza ids
    /// are made of their places. What it does on the way (joining, noting) must be safe to do twice. A
    /// <see cref="StateUnavailableException"/> counts as later; any other exception is logged as a bug, and the arrival is put aside, so
    /// that its lane goes on: it is kept in the store, those whom <see cref="FindPartiesAsync"/> names are told, and it is interpreted
    /// again only when the operator asks for it, after others of its lane.
    /// </summary>
    ValueTask<Interpretation> InterpretAsync(Arrival.Raw arrival, CancellationToken cancellationToken);

    /// <summary>
    /// Says whom an arrival concerns that <see cref="InterpretAsync"/>, or the engine after it, has failed on. Called after the failure on
    /// the arrival's lane, and when the operator gives such an arrival up. Goes by what the arrival holds and the adapter's notes, may ask
    /// the network, and changes nothing anywhere. Whatever the payload is: it may be the cause. The parties are those of the events that
    /// the arrival would have become; null when nobody can be named, may be written to (<see cref="IAdapterContext.FindUserAsync"/>), or
    /// would miss it (a read mark). After a <see cref="StateUnavailableException"/> it is called again; any other exception counts as null.
    /// </summary>
    ValueTask<ArrivalParties?> FindPartiesAsync(Arrival.Raw arrival, CancellationToken cancellationToken);
}

/// <summary>Optional power: the adapter is called by its network over HTTP. The engine owns the listener.</summary>
public interface IServesHttp
{
    /// <summary>Where to listen: <c>http://127.0.0.1:15029</c>. Constant; asked for before the start.</summary>
    string HttpListen { get; }

    /// <summary>
    /// Answers one request that came in on <see cref="HttpListen"/>. Runs on the server's threads, many at once. Requests come from before
    /// the end of <see cref="IAdapter.StartAsync"/> until after <see cref="IAdapter.StopAsync"/>: one that cannot be served then is
    /// answered 503, and the source tries again. Success is answered only after <see cref="IAdapterContext.PublishAsync"/> has taken
    /// what was in it. An exception is answered 500.
    /// </summary>
    Task HandleHttpAsync(HttpContext context);
}

/// <summary>
/// Optional power: the adapter sees when it can accept nothing from its network, because its listener failed. Foreign servers that are
/// away are no such trouble: what is for them waits.
/// </summary>
public interface IReportsTrouble
{
    /// <summary>
    /// What is wrong now, for operators; null while nothing is. The gateway is not ready while there is something. Without secrets and
    /// addresses of people. Asked often, from any thread, before the start and after the stop too: fast, and never throws.
    /// </summary>
    string? Trouble { get; }
}

/// <summary>Optional power of a module: commands of its own on the program's command line.</summary>
public interface IProvidesCommands
{
    /// <summary>The commands. Constant.</summary>
    IReadOnlyList<AdapterCommand> Commands { get; }
}

/// <summary>A command on the program's command line that belongs to one adapter.</summary>
/// <param name="Name">The word to type: <c>matrix-registration</c>.</param>
/// <param name="Description">One sentence for <c>--help</c>.</param>
/// <param name="Argument">The name of its one argument, or null when it takes none.</param>
/// <param name="NeedsConfiguration">True when it works on a configured network (<c>--config</c> is then required).</param>
/// <param name="RunAsync">
/// Does it and gives the exit code. Gets the sections of the configured networks of this kind (empty without configuration), the
/// argument, and where to write. An <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> that it throws is told on
/// standard error, and the exit code is 1.
/// </param>
public sealed record AdapterCommand(
    string Name,
    string Description,
    string? Argument,
    bool NeedsConfiguration,
    Func<IReadOnlyList<IConfigurationSection>, string?, TextWriter, CancellationToken, Task<int>> RunAsync)
{
    /// <summary>What to type, for <c>--help</c>; made of name, argument and <c>--config</c> when it is not given.</summary>
    public string? Example { get; init; }
}
