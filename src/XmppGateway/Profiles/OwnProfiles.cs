using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Presence;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Profiles;

/// <summary>
/// Names and pictures of the users themselves, for networks that take them: read from the user's vCard when the user is first seen, when
/// their presence names another picture (XEP-0153), and once a day besides, since nothing tells of a new name; where they allow it, and told
/// for each change until the network has taken it. What a user shares no more is taken back in the same way.
/// </summary>
internal sealed partial class OwnProfiles(
    IProfileStore store,
    IUserSettings settings,
    IPrivileges privileges,
    UserSignals signals,
    ProfileWork work,
    TimeProvider time,
    ILogger<OwnProfiles> logger)
    : IAccountWatcher
{
    private const int RecentUsers = 16_384;
    private const string BeingTold = "being told";
    private const int LargestPicture = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    /// <summary>Who leaves does not wait longer for a network that hangs or is stopped. What it is to forget it is told when it works again.</summary>
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(10);

    private readonly BoundedCache<(string Network, Jid User), (string Hash, DateTimeOffset At)> _seen = new(RecentUsers);

    /// <summary>A user is there; from any thread, returns at once.</summary>
    /// <param name="hash">That of their picture; null when they say nothing of one.</param>
    public void Saw(Network network, Jid user, string? hash)
    {
        var key = (network.Name, user.Bare);
        if (network.Adapter is not ITakesSignals)
        {
            return;
        }

        var now = time.GetUtcNow();
        var isKnown = _seen.TryGet(key, out var known);
        if (isKnown && (hash is null || hash == known.Hash) && now - known.At < Fresh)
        {
            return;
        }

        _seen.Set(key, (hash ?? (isKnown ? known.Hash : ""), now));
        if (!work.Start(key, () => ReadAsync(network, user.Bare)))
        {
            // Too many wait: the next sign of the user asks for it again.
            _seen.Remove(key);
        }
    }

    /// <inheritdoc/>
    public ValueTask RegisteredAsync(Network network, Jid client, CancellationToken cancellationToken)
    {
        _seen.Remove((network.Name, client.Bare));
        Saw(network, client.Bare, null);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ChangedAsync(Network network, Jid user, UserSettings before, UserSettings after, CancellationToken cancellationToken)
    {
        if (before.ShareProfile != after.ShareProfile)
        {
            _seen.Remove((network.Name, user));
            Saw(network, user, null);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask LeavingAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        _seen.Remove((network.Name, user));
        using var patience = new CancellationTokenSource(PatienceAtEnd, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var isTakenBack = false;
        try
        {
            isTakenBack = await TakeBackAsync(network, user, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It waits in the queue of the user's signals.
        }

        if (!isTakenBack)
        {
            Log.NotTakenBack(logger, network.Name);
        }

        await store.PutOwnProfileAsync(network.Name, user.ToString(), null, cancellationToken);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong, it is tried again when the user is seen next.")]
    private async Task ReadAsync(Network network, Jid user)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            var isTold = await IsSharedAsync(network, user, patience.Token)
                && await AskAsync(network, user, patience.Token) is { } details
                && _seen.TryGet((network.Name, user), out _)
                && await TellAsync(network, user, details, patience.Token);

            // Asked again: while a server thinks about its answer, users change their minds.
            if (!await IsSharedAsync(network, user, patience.Token))
            {
                await TakeBackAsync(network, user, patience.Token);
            }
            else if (isTold)
            {
                return;
            }
        }
        catch (Exception e)
        {
            Log.NotRead(logger, e, network.Name);
        }

        _seen.Remove((network.Name, user));
    }

    private async ValueTask<bool> IsSharedAsync(Network network, Jid user, CancellationToken cancellationToken) =>
        (await settings.FindAsync(network.Name, user, cancellationToken)).ShareProfile;

    /// <summary>In the user's name where their server lets us; as anybody else otherwise, whom servers tell what is public.</summary>
    private async Task<PersonalDetails?> AskAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        var answer = await privileges.AskAsAsync(network, user, "get", VCardTemp.Request(), cancellationToken);
        if (answer is not { Type: "result" })
        {
            var request = new Stanza(StanzaKind.Iq) { From = Jid.Parse(network.Link.Domain), To = user, Type = "get", Payloads = { VCardTemp.Request() } };
            answer = await network.Link.AskAsync(request, cancellationToken);
        }

        return answer is { Type: "result" } ? VCardTemp.Find(answer, LargestPicture) : null;
    }

    /// <summary>False when the network has not taken it.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "XEP-0153 names pictures by their SHA-1; it protects nothing.")]
    private async Task<bool> TellAsync(Network network, Jid user, PersonalDetails details, CancellationToken cancellationToken)
    {
        var name = CardDetails.Line(details.Nickname) ?? CardDetails.Line(details.FullName);
        var picture = details.Photo is { } photo && PictureType.Of(photo.Content.Span) is { } type ? new Picture(photo.Content, type) : null;
        var hash = picture is null ? "" : Convert.ToHexStringLower(SHA1.HashData(picture.Content.Span));
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\0{hash}")).AsSpan(0, 12));
        var told = await store.FindOwnProfileAsync(network.Name, user.ToString(), cancellationToken);
        if (told == fingerprint || (told is null && name is null && picture is null))
        {
            return true;
        }

        // A crash from here on leaves nobody with an old one, also when the user has the one before again by then. To tell it twice changes nothing.
        await store.PutOwnProfileAsync(network.Name, user.ToString(), BeingTold, cancellationToken);
        var isTaken = await signals.OfferAsync(network, new UserSignal.ProfileChanged(user, new Profile
        {
            DisplayName = name,
            Avatar = picture is null ? null : new Avatar(hash, _ => ValueTask.FromResult<Picture?>(picture)),
        })).WaitAsync(cancellationToken);
        if (isTaken)
        {
            await store.PutOwnProfileAsync(network.Name, user.ToString(), fingerprint, cancellationToken);
        }

        return isTaken;
    }

    /// <summary>An empty one takes the place of what the network was told. False when it has not taken that.</summary>
    private async Task<bool> TakeBackAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        if (await store.FindOwnProfileAsync(network.Name, user.ToString(), cancellationToken) is null)
        {
            return true;
        }

        var isTaken = await signals.OfferAsync(network, new UserSignal.ProfileChanged(user, new Profile())).WaitAsync(cancellationToken);
        if (isTaken)
        {
            await store.PutOwnProfileAsync(network.Name, user.ToString(), null, cancellationToken);
        }

        return isTaken;
    }

    private static partial class Log
    {
        [LoggerMessage(2704, LogLevel.Warning, "{Network}: a user has left, and the network has not forgotten the name and the picture that it was told")]
        public static partial void NotTakenBack(ILogger logger, string network);

        [LoggerMessage(2703, LogLevel.Debug, "{Network}: the profile of a user could not be read")]
        public static partial void NotRead(ILogger logger, Exception exception, string network);
    }
}
