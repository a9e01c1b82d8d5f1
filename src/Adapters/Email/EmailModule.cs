using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email;

/// <summary>The entry point: email, bridged by a mail domain of the operator's.</summary>
public sealed class EmailModule : IAdapterModule, IListsOptions
{
    /// <inheritdoc/>
    public string Kind => "email";

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionKeys { get; } =
    [
        "MailDomain", "Postmaster", "Lmtp:Listen", "Lmtp:MaxMessageBytes", "Smtp:Server", "Smtp:Security", "Smtp:Username", "Smtp:Password",
        "Smtp:TrustedCertificate",
    ];

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section)
    {
        var reader = new EmailOptionsReader(section);
        reader.Read();
        return reader.Errors;
    }

    /// <inheritdoc/>
    public IAdapter Create(IAdapterContext context) => new EmailAdapter(context, new EmailOptionsReader(context.Configuration).Read());
}
