using XmppGateway.Abstractions;
using XmppGateway.Accounts;

namespace XmppGateway.Tests.Handlers;

/// <summary>Everybody has chosen the same, where a test says so.</summary>
internal sealed class FakeSettings(IUserSettings? others = null) : IUserSettings
{
    public UserSettings? Chosen { get; set; }

    /// <summary>How often somebody asked.</summary>
    public int Asked { get; private set; }

    public ValueTask<UserSettings> FindAsync(string network, Jid user, CancellationToken cancellationToken)
    {
        Asked++;
        return Chosen is null && others is not null
            ? others.FindAsync(network, user, cancellationToken)
            : ValueTask.FromResult(Chosen ?? UserSettings.Default);
    }

    public ValueTask HearAsync(string network, Jid user, string said, CancellationToken cancellationToken) =>
        Chosen is null && others is not null ? others.HearAsync(network, user, said, cancellationToken) : default;
}
