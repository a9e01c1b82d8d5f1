using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Routing;

/// <summary>
/// Takes every stanza that the links read to its handler. The only place that turns failures into stanza errors. Answers to the
/// gateway's own requests are taken by the link before they come here.
/// </summary>
/// <param name="handlers">In the order in which they are asked.</param>
/// <param name="rules">Who may use the gateway.</param>
/// <param name="refused">What others are answered.</param>
/// <param name="languages">What people read.</param>
/// <param name="logger">Where bugs go.</param>
internal sealed partial class StanzaRouter(
    IReadOnlyList<IStanzaHandler> handlers, AccessRules rules, StanzaError refused, Languages languages, ILogger<StanzaRouter> logger)
    : IDisposable
{
    /// <summary>
    /// How many stanzas of one network may be in work. More than the store puts into one commit, few enough to be nothing in memory. Each
    /// network has its own: answers to a server that does not read, or a handler that hangs, hold up no other network.
    /// </summary>
    private const int Window = 512;

    private static readonly StanzaError OwnFault = StanzaError.Of(StanzaConditions.InternalServerError, DialogueTexts.OwnFault);
    private static readonly StanzaError TooMany = StanzaError.Of(StanzaConditions.ResourceConstraint, DialogueTexts.TooMany);

    /// <summary>Of each kind the handlers that it may concern: servers send presence in floods, and most handlers are for requests.</summary>
    private readonly Dictionary<StanzaKind, IStanzaHandler[]> _handlers = Enum.GetValues<StanzaKind>()
        .ToDictionary(kind => kind, kind => handlers.Where(handler => handler.Only is null || handler.Only == kind).ToArray());

    private readonly ConcurrentDictionary<string, ConversationWindow> _windows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LongWork> _long = new(StringComparer.Ordinal);
    private long _dropped;

    /// <summary>Stanzas that were dropped because their addresses were missing or not of their link's domain, and IQs without an id.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>
    /// Handles one stanza; called by a link's reading task in the order of arrival. Returns when the stanza has its place behind the
    /// earlier ones of its conversation, so that the reader waits only while too much of its network is in work. Throws only when cancelled.
    /// </summary>
    public async ValueTask RouteAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        // RFC 6120 §8.1.3: an IQ has an id; nothing could be matched with the answer to one without.
        if (stanza.From is null || stanza.To is null || stanza.To.Domain != link.Domain || stanza is { Kind: StanzaKind.Iq, Id: null or "" })
        {
            Interlocked.Increment(ref _dropped);
            Log.Dropped(logger, link.Network, stanza.Kind);
            return;
        }

        if (HandlerOf(stanza) is not { TakesLong: true })
        {
            var window = _windows.GetOrAdd(link.Network, static _ => new ConversationWindow(Window));
            await window.EnterAsync(stanza, () => HandleAsync(stanza, link, cancellationToken), cancellationToken);
        }
        else if (!_long.GetOrAdd(link.Network, static _ => new LongWork()).TryStart(stanza, () => HandleAsync(stanza, link, cancellationToken)))
        {
            await AnswerAsync(stanza, TooMany, link, cancellationToken);
        }
    }

    /// <summary>Returns when every stanza that was routed before is handled.</summary>
    public async Task DrainAsync()
    {
        await Task.WhenAll(_windows.Values.Select(window => window.DrainAsync()));
        await Task.WhenAll(_long.Values.SelectMany(work => work.Running()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var window in _windows.Values)
        {
            window.Dispose();
        }
    }

    private async Task HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        if (await TryHandleAsync(stanza, link, cancellationToken) is { } error)
        {
            await AnswerAsync(stanza, error, link, cancellationToken);
        }
    }

    private async Task AnswerAsync(Stanza stanza, StanzaError error, IComponentLink link, CancellationToken cancellationToken)
    {
        try
        {
            string? language = null;
            if (error.LocalText is not null)
            {
                // Nothing is read from the store for those who are shut out.
                language = ReferenceEquals(error, refused)
                    ? LocalText.LanguageOf(stanza.Lang)
                    : await languages.FindAsync(link.Network, stanza, cancellationToken);
            }

            if (ReferenceEquals(error, refused) && stanza is { Kind: StanzaKind.Presence, Type: "subscribe" })
            {
                // XEP-0100 §4.6.2: the denial takes the pending request out of the roster; the error then says why.
                await link.SendAsync(PresenceStanzas.Of("unsubscribed", stanza.To!.Bare, stanza.From!.Bare), cancellationToken);
            }

            if (AnswerOf(stanza, error.In(language)) is { } answer)
            {
                answer.Lang = language;
                await link.SendAsync(answer, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The link ends; the sender's server answers for it.
        }
        catch (ArgumentException e)
        {
            Log.Unanswerable(logger, e, link.Network, error.Condition);
        }
    }

    private async Task<StanzaError?> TryHandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        if (stanza.Refusal is not null)
        {
            // Above a limit of the stream: only the envelope was read.
            return stanza.Refusal;
        }

        if (stanza is { IsRequest: true, Payloads.Count: not 1 })
        {
            // RFC 6120 §8.2.3: a request has exactly one payload.
            return StanzaError.Of(StanzaConditions.BadRequest);
        }

        try
        {
            switch (rules.Judge(stanza))
            {
                case AccessVerdict.Refuse:
                    return refused;
                case AccessVerdict.Pass when HandlerOf(stanza) is { } handler:
                    if (rules.Allows(stanza.From!))
                    {
                        // What others are let through with leaves nothing in the store.
                        await languages.HearAsync(link.Network, stanza, cancellationToken);
                    }

                    await handler.HandleAsync(stanza, link, cancellationToken);
                    return null;
                default:
                    return null;
            }
        }
        catch (StanzaErrorException e)
        {
            return e.Error;
        }
        catch (StoreUnavailableException e)
        {
            Log.StoreAway(logger, link.Network, stanza.Kind, e.Message);
            return FailureConditions.StoreUnavailable;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // One stanza that this program fails on must not end the stream of everybody: it is logged and answered.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Bug(logger, e, link.Network, stanza.Kind);
            return OwnFault;
        }
    }

    /// <summary>
    /// RFC 6121 §4.3, §4.4: nobody waits for an error to presence but who subscribes, and who wants to enter a room (XEP-0045 §7.2), which has
    /// a resource. While the store is away, everybody who logs in would be told that all contacts are broken.
    /// </summary>
    private static Stanza? AnswerOf(Stanza stanza, StanzaError error) =>
        stanza is { Kind: StanzaKind.Presence, Type: not "subscribe", To.Resource: null } && stanza.Payload(Namespaces.Rooms + "x") is null
            ? null
            : StanzaAnswers.Error(stanza, error);

    private IStanzaHandler? HandlerOf(Stanza stanza)
    {
        foreach (var handler in _handlers[stanza.Kind])
        {
            if (handler.Handles(stanza))
            {
                return handler;
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(2100, LogLevel.Warning, "{Network}: dropped a {Kind} stanza whose addresses or id are missing, or that is for another domain")]
        public static partial void Dropped(ILogger logger, string network, StanzaKind kind);

        [LoggerMessage(2101, LogLevel.Error, "{Network}: failed on a {Kind} stanza; its sender was told")]
        public static partial void Bug(ILogger logger, Exception exception, string network, StanzaKind kind);

        [LoggerMessage(2102, LogLevel.Warning, "{Network}: a {Kind} stanza was answered with try again: {Reason}")]
        public static partial void StoreAway(ILogger logger, string network, StanzaKind kind, string reason);

        [LoggerMessage(2103, LogLevel.Error, "{Network}: the answer {Condition} could not be sent")]
        public static partial void Unanswerable(ILogger logger, Exception exception, string network, string condition);
    }
}
