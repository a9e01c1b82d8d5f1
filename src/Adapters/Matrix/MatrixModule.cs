using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Doctor;

namespace XmppGateway.Adapters.Matrix;

/// <summary>The Matrix adapter: an application service of one homeserver that lends every XMPP user a Matrix user.</summary>
public sealed class MatrixModule : IAdapterModule, IListsOptions, IProvidesCommands, IChecksLinks
{
    /// <inheritdoc/>
    public string Kind => "matrix";

    /// <inheritdoc/>
    public IReadOnlyList<AdapterOption> Options => MatrixOptionTable.All;

    /// <inheritdoc/>
    public IReadOnlyList<AdapterCommand> Commands { get; } = [RegistrationCommand.Create()];

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section) => MatrixOptionsCheck.Run(section);

    /// <inheritdoc/>
    public IReadOnlyList<LinkCheck> FindChecks(LinkCheckContext context) => new HomeserverChecks(context, MatrixOptions.Read(context.Configuration)).All();

    /// <inheritdoc/>
    public IAdapter Create(IAdapterContext context) => new MatrixAdapter(context);
}
