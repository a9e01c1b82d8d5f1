using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Doctor;

namespace XmppGateway.Adapters.Email;

/// <summary>The entry point: email, bridged by a mail domain of the operator's.</summary>
public sealed class EmailModule : IAdapterModule, IListsOptions, IProvidesCommands, IChecksLinks
{
    /// <inheritdoc/>
    public string Kind => "email";

    /// <inheritdoc/>
    public IReadOnlyList<AdapterOption> Options => EmailOptionTable.All;

    /// <inheritdoc/>
    public IReadOnlyList<AdapterCommand> Commands { get; } = [ExplainMailCommand.Create()];

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section)
    {
        var reader = new EmailOptionsReader(section);
        reader.Read();
        return reader.Errors;
    }

    /// <inheritdoc/>
    public IReadOnlyList<LinkCheck> FindChecks(LinkCheckContext context) => new MailChecks(context, new EmailOptionsReader(context.Configuration).Read()).All();

    /// <inheritdoc/>
    public IAdapter Create(IAdapterContext context) => new EmailAdapter(context, new EmailOptionsReader(context.Configuration).Read());
}
