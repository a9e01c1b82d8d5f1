using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Adapters;

/// <summary>
/// What an adapter brings along to be run through <see cref="AdapterContractTests"/>: the foreign side, as a double. One class for each
/// kind, in the folder of that adapter's tests, with a constructor without parameters that does nothing.
/// </summary>
internal interface IAdapterFixture : IAsyncDisposable
{
    /// <summary>The entry point of the adapter.</summary>
    IAdapterModule Module { get; }

    /// <summary>A clock on which waits within one delivery end soon.</summary>
    TimeProvider Time { get; }

    /// <summary>An address of a person on the peer, as people type it.</summary>
    string Contact { get; }

    /// <summary>Other spellings of <see cref="Contact"/>.</summary>
    IReadOnlyList<string> Spellings { get; }

    /// <summary>The smallest section that is valid, keys relative to it. Known after <see cref="StartPeerAsync"/>.</summary>
    IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>How often anything has come to the peer, as connections or requests.</summary>
    int Contacts { get; }

    /// <summary>
    /// The ids by which the peer tells messages from the user apart, one for each time that it took one: a message taken twice under one
    /// id is seen as one by everybody.
    /// </summary>
    IReadOnlyList<string> Taken { get; }

    /// <summary>Starts the peer; after <see cref="StopPeerAsync"/> at the same place.</summary>
    /// <param name="folder">For files that the section names.</param>
    Task StartPeerAsync(string folder, CancellationToken cancellationToken);

    /// <summary>The peer goes away: nobody listens there any more.</summary>
    Task StopPeerAsync();

    /// <summary>From now on the peer takes whatever comes and never answers, until the end.</summary>
    void Hang();

    /// <summary>
    /// The contact writes to <c>alice@localhost</c>, and the peer hands it over; a repeated <paramref name="id"/> is the same message
    /// again. False when the adapter said "try again".
    /// </summary>
    Task<bool> HandOverAsync(IAdapter adapter, string id, string body, CancellationToken cancellationToken);
}
