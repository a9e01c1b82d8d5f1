using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Routing;

namespace XmppGateway.Commands;

/// <summary>Finds people of the foreign network by what a person types: an address, or whatever the network can search for.</summary>
internal sealed class PeopleSearch(IAddressBook addressBook, TimeProvider time)
{
    /// <summary>The longest text to search for, in UTF-16 units.</summary>
    public const int MaximumText = 1000;

    /// <summary>How many are given out.</summary>
    public const int MaximumFound = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Who fits, best first. Gives out JIDs.</summary>
    /// <exception cref="OperationCanceledException">The network did not answer in time, or the token was cancelled.</exception>
    public async ValueTask<IReadOnlyList<(Jid Jid, RemoteContact Who)>> FindAsync(
        Network network, Jid user, string text, CancellationToken cancellationToken)
    {
        var found = new List<(Jid, RemoteContact)>();
        foreach (var who in await AskAsync(network, user, text, cancellationToken))
        {
            found.Add((await addressBook.GetJidAsync(network, who, cancellationToken), who));
        }

        return found;
    }

    private async ValueTask<IEnumerable<RemoteContact>> AskAsync(Network network, Jid user, string text, CancellationToken cancellationToken)
    {
        if (text.Length is 0 or > MaximumText)
        {
            return [];
        }

        if (network.Adapter.ParseAddress(text) is { } one)
        {
            return [one];
        }

        if (network.Adapter is not ISearchesPeople people)
        {
            return [];
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var found = await people.SearchAsync(user, text, MaximumFound, both.Token).AsTask().WaitAsync(both.Token);
        return found.Take(MaximumFound);
    }
}
