using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;

namespace XmppGateway.Adapters.Matrix;

/// <summary>The Matrix adapter: an application service of one homeserver that lends every XMPP user a Matrix user.</summary>
public sealed class MatrixModule : IAdapterModule, IListsOptions, IProvidesCommands
{
    /// <inheritdoc/>
    public string Kind => "matrix";

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionKeys { get; } = ["Homeserver", "ServerName", "Listen", "Url", "Registration"];

    /// <inheritdoc/>
    public IReadOnlyList<AdapterCommand> Commands { get; } = [RegistrationCommand.Create()];

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section) => MatrixOptionsCheck.Run(section);

    /// <inheritdoc/>
    public IAdapter Create(IAdapterContext context) => new MatrixAdapter(context);
}
