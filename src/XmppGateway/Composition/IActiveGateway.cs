using Microsoft.AspNetCore.Http;
using XmppGateway.Operations;

namespace XmppGateway.Composition;

/// <summary>
/// The working part of the gateway: adapters, queues and links, for as long as this process holds the lease. Made anew each time, so that
/// nothing of a lost tenure is left in memory. <see cref="StartAsync"/> once, <see cref="StopAsync"/> once, also after a failed start.
/// </summary>
internal interface IActiveGateway : IAsyncDisposable
{
    /// <summary>Completes when every link is attached at the same time, for the first time.</summary>
    Task AllAttached { get; }

    /// <summary>Never completes well: fails when something that must run forever has ended by a mistake.</summary>
    Task Failed { get; }

    /// <summary>Takes up what is in the store, starts the adapters, then the links.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Ends what is half done, closes the links, stops accepting; within the limits, whatever hangs. Never throws.</summary>
    Task StopAsync(StopLimits limits);

    /// <summary>How each network is now.</summary>
    IReadOnlyDictionary<string, NetworkHealth> LookAtNetworks();

    /// <summary>Lets a network's adapter answer a request of its foreign server.</summary>
    Task HandleHttpAsync(string network, HttpContext context);

    /// <summary>Answers the request for a file.</summary>
    Task HandleMediaAsync(HttpContext context);
}
