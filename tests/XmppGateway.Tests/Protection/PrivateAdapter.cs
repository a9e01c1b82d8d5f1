using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Protection;

/// <summary>The same for a network that nobody uses without an account of their own.</summary>
internal sealed class PrivateAdapter : BlockingAdapter, IOffersLogin
{
    public bool LoginRequired => true;

    public Step.Ask BeginLogin(Jid user) => throw new InvalidOperationException("Nobody logs in here.");

    public ValueTask LogoutAsync(Jid user, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
