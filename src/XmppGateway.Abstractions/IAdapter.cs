using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace XmppGateway.Abstractions;

/// <summary>
/// The entry point of an adapter assembly; it has exactly one public class of this kind, with a constructor without parameters.
/// The engine creates one at start and uses it for every configured network of its <see cref="Kind"/>.
/// </summary>
public interface IAdapterModule
{
    /// <summary>The value of <c>Adapter</c> in the configuration: <c>email</c>, <c>matrix</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// Finds everything that is wrong with the section of one network. Reads files at most; opens no connection. Never throws.
    /// </summary>
    IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section);

    /// <summary>Creates the adapter for one validated network. Does no I/O.</summary>
    IAdapter Create(IAdapterContext context);
}

/// <summary>One mistake in the configuration.</summary>
/// <param name="Path">The key's full path as the operator writes it: <c>Networks:mail:Lmtp:Listen</c>.</param>
/// <param name="Text">What is wrong and what would be right. Holds no secret.</param>
public sealed record ConfigurationError(string Path, string Text);

/// <summary>How the network presents itself to people and clients.</summary>
/// <param name="Name">For people: <c>Email</c>.</param>
/// <param name="DiscoType">The type of the XEP-0030 identity of category <c>gateway</c>: <c>smtp</c>, <c>matrix</c>.</param>
/// <param name="AddressPrompt">The XEP-0100 prompt: what a contact's address is called.</param>
/// <param name="AddressDescription">One sentence that explains the prompt, with an example.</param>
public sealed record NetworkDescription(string Name, string DiscoType, string AddressPrompt, string AddressDescription);

/// <summary>
/// One bridged network. Calling contract: <see cref="StartAsync"/> once, then the other members from any thread and side by side, then
/// <see cref="StopAsync"/> once. Calls of <see cref="SendAsync"/> for one conversation never overlap and come in the order of writing;
/// calls for different conversations do overlap.
/// </summary>
public interface IAdapter
{
    /// <summary>How the network presents itself. Constant.</summary>
    NetworkDescription Description { get; }

    /// <summary>
    /// Opens listeners and begins to accept. Returns when that is done; does not wait for foreign servers, which may be away for hours.
    /// </summary>
    /// <exception cref="AdapterStartException">It can never work as configured (port taken): the program ends with exit code 1.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stops accepting, finishes what is half done and closes connections. The token ends the patience (a few seconds).
    /// </summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads an address as people type it. Pure and fast; called on the stanza path. Null when it can be no address of this network.
    /// </summary>
    RemoteContact? ParseAddress(string text);

    /// <summary>
    /// Names the foreign server that a delivery to this contact depends on: deliveries to one server share a circuit breaker. Pure.
    /// </summary>
    string ServerOf(RemoteContact contact);

    /// <summary>
    /// Hands one event to the foreign side and returns when that side has taken responsibility. May block; is cancelled when the engine
    /// stops or loses patience (60 s), after which the same delivery comes again. An exception is logged as a bug, and the
    /// delivery is treated as <see cref="DeliveryResult.Retry"/>.
    /// </summary>
    ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken);
}

/// <summary>The adapter cannot work as configured. The message is shown to the operator as it is.</summary>
public sealed class AdapterStartException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Optional power: the adapter publishes <see cref="Arrival.Raw"/>.</summary>
public interface IInterpretsArrivals
{
    /// <summary>
    /// Understands one raw arrival. Called on the arrival's lane, in order, off the source's thread; may use the network. Called again
    /// with the same arrival after <see cref="Interpretation.Later"/>, a crash or a lost XMPP link, and must then give the same events.
    /// An exception is logged as a bug, and the arrival is put aside (kept in the store).
    /// </summary>
    ValueTask<Interpretation> InterpretAsync(Arrival.Raw arrival, CancellationToken cancellationToken);
}

/// <summary>Optional power: the adapter is called by its network over HTTP. The engine owns the listener.</summary>
public interface IServesHttp
{
    /// <summary>Where to listen: <c>http://127.0.0.1:15029</c>.</summary>
    string HttpListen { get; }

    /// <summary>Answers one request that came in on <see cref="HttpListen"/>. Runs on the server's threads, many at once.</summary>
    Task HandleHttpAsync(HttpContext context);
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
/// argument, and where to write.
/// </param>
public sealed record AdapterCommand(
    string Name,
    string Description,
    string? Argument,
    bool NeedsConfiguration,
    Func<IReadOnlyList<IConfigurationSection>, string?, TextWriter, CancellationToken, Task<int>> RunAsync);
