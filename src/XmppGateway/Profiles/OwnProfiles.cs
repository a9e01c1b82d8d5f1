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
/// once for each change.
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
    private const int LargestPicture = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

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
        work.Start(key, () => ReadAsync(network, user.Bare));
    }

    /// <inheritdoc/>
    public ValueTask RegisteredAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        _seen.Remove((network.Name, user));
        Saw(network, user, null);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask LeavingAsync(Network network, Jid user, IReadOnlyList<Jid> contacts, CancellationToken cancellationToken)
    {
        _seen.Remove((network.Name, user));
        await store.PutOwnProfileAsync(network.Name, user.ToString(), null, cancellationToken);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong, it is tried again when the user is seen next.")]
    private async Task ReadAsync(Network network, Jid user)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            if ((await settings.FindAsync(network.Name, user, patience.Token)).ShareProfile
                && await AskAsync(network, user, patience.Token) is { } details)
            {
                await TellAsync(network, user, details, patience.Token);
                return;
            }
        }
        catch (Exception e)
        {
            Log.NotRead(logger, e, network.Name);
        }

        _seen.Remove((network.Name, user));
    }

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

    [SuppressMessage("Security", "CA5350", Justification = "XEP-0153 names pictures by their SHA-1; it protects nothing.")]
    private async Task TellAsync(Network network, Jid user, PersonalDetails details, CancellationToken cancellationToken)
    {
        var name = CardDetails.Line(details.Nickname) ?? CardDetails.Line(details.FullName);
        var picture = details.Photo is { } photo && PictureType.Of(photo.Content.Span) is { } type ? new Picture(photo.Content, type) : null;
        var hash = picture is null ? "" : Convert.ToHexStringLower(SHA1.HashData(picture.Content.Span));
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\0{hash}")).AsSpan(0, 12));
        var told = await store.FindOwnProfileAsync(network.Name, user.ToString(), cancellationToken);
        if (told == fingerprint || (told is null && name is null && picture is null))
        {
            return;
        }

        await store.PutOwnProfileAsync(network.Name, user.ToString(), fingerprint, cancellationToken);
        signals.Tell(network, new UserSignal.ProfileChanged(user, new Profile
        {
            DisplayName = name,
            Avatar = picture is null ? null : new Avatar(hash, _ => ValueTask.FromResult<Picture?>(picture)),
        }));
    }

    private static partial class Log
    {
        [LoggerMessage(2703, LogLevel.Debug, "{Network}: the profile of a user could not be read")]
        public static partial void NotRead(ILogger logger, Exception exception, string network);
    }
}
