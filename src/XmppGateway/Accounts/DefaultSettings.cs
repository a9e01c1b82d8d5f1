using XmppGateway.Abstractions;

namespace XmppGateway.Accounts;

/// <summary>Nobody has chosen anything.</summary>
internal sealed class DefaultSettings : IUserSettings
{
    public ValueTask<UserSettings> FindAsync(string network, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult(UserSettings.Default);
}
