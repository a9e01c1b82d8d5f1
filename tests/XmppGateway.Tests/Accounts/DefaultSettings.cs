using XmppGateway.Abstractions;
using XmppGateway.Accounts;

namespace XmppGateway.Tests.Accounts;

/// <summary>Nobody has chosen anything.</summary>
internal sealed class DefaultSettings : IUserSettings
{
    public ValueTask<UserSettings> FindAsync(string network, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult(UserSettings.Default);

    public ValueTask HearAsync(string network, Jid user, string said, CancellationToken cancellationToken) => default;
}
