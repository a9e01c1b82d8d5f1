using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>
/// The adapter of a small chat network that lives in memory, with every optional power that there is. One file for each power: an adapter
/// for a network without profiles has no <c>ExampleAdapter.Profiles.cs</c>, and no other line less.
/// <para>
/// This file is what every adapter has: how the network presents itself, start and stop, and how addresses are read.
/// </para>
/// </summary>
internal sealed partial class ExampleAdapter : IAdapter
{
    private readonly IAdapterContext _context;
    private readonly ExampleOptions _options;
    private readonly ChatNetwork _network;
    private readonly ExampleAccounts _accounts;
    private readonly ILogger _logger;

    public ExampleAdapter(IAdapterContext context, ExampleOptions options, ChatNetwork network)
    {
        // Nothing is opened, read or asked here: some adapters are only made to read addresses, and are never started.
        _context = context;
        _options = options;
        _network = network;
        _accounts = new ExampleAccounts(context);
        _logger = context.Loggers.CreateLogger<ExampleAdapter>();
    }

    /// <inheritdoc/>
    public NetworkDescription Description { get; } = new(
        "Example", "example", new("Name", "Name"), new("The name of the person, for example bob.", "Der Name der Person, zum Beispiel bob."));

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Does not wait for the network: it may be away for hours.
        _network.Listener = HandOverAsync;
        _network.SignalListener = SignalOf;
        _network.Rooms.Listener = HandOverAsync;
        TellPresences();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // From here on the network is told "try again", and does.
        _network.Listener = null;
        _network.SignalListener = null;
        _network.Rooms.Listener = null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public RemoteContact? ParseAddress(string text) =>
        PersonName.Read(text) is { } name ? new RemoteContact(new RemoteUserId(name.Folded), name.Written) : null;

    /// <inheritdoc/>
    public string ServerOf(RemoteContact contact) => "example"; // one network, one server, one circuit breaker

    private RemoteContact ContactOf(Person person) => ParseAddress(person.Name)! with { DisplayName = person.Card.DisplayName };
}
