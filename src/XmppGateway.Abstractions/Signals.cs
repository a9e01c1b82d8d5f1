namespace XmppGateway.Abstractions;

/// <summary>Whether somebody writes just now (XEP-0085).</summary>
public enum ChatStateKind
{
    /// <summary>Attends to the conversation.</summary>
    Active = 0,

    /// <summary>Is writing.</summary>
    Composing,

    /// <summary>Was writing.</summary>
    Paused,

    /// <summary>Does not attend.</summary>
    Inactive,

    /// <summary>Has left the conversation.</summary>
    Gone,
}

/// <summary>Whether somebody can be reached.</summary>
public enum Availability
{
    /// <summary>Not connected.</summary>
    Offline = 0,

    /// <summary>There.</summary>
    Online,

    /// <summary>There and eager to talk.</summary>
    Chatty,

    /// <summary>Away.</summary>
    Away,

    /// <summary>Away for long.</summary>
    ExtendedAway,

    /// <summary>There and not to be disturbed.</summary>
    DoNotDisturb,
}

/// <summary>Somebody's presence at one moment.</summary>
/// <param name="Availability">Whether they can be reached.</param>
/// <param name="Status">Their own words; untrusted; null without any.</param>
/// <param name="IdleSince">When they last did something, for who is offline too; null when unknown (XEP-0319, XEP-0012).</param>
public sealed record PresenceState(Availability Availability, string? Status = null, DateTimeOffset? IdleSince = null);

/// <summary>
/// Something of a contact that counts only now: the newest replaces the one before, nothing is stored, and while the XMPP link is away or
/// too many come it is dropped. Presence is remembered in memory and told again to users who appear later.
/// </summary>
public abstract record ContactSignal
{
    private ContactSignal(RemoteContact contact) => Contact = contact;

    /// <summary>Whose signal it is.</summary>
    public RemoteContact Contact { get; }

    /// <summary>The contact's presence, for everybody who has the contact.</summary>
    public sealed record Presence(RemoteContact Of, PresenceState State) : ContactSignal(Of);

    /// <summary>The contact attends to the conversation with one user, or does not.</summary>
    public sealed record Typing(RemoteContact Of, Jid User, ChatStateKind State) : ContactSignal(Of);

    /// <summary>Name, picture or other details have changed: the engine asks <see cref="IKnowsProfiles"/> anew.</summary>
    public sealed record ProfileChanged(RemoteContact Of) : ContactSignal(Of);

    /// <summary>What the contact's network takes has changed: <see cref="IDeclaresCapabilities"/> answers otherwise than before.</summary>
    public sealed record CapabilitiesChanged(RemoteContact Of) : ContactSignal(Of);
}

/// <summary>Something of an XMPP user that counts only now. Told to an adapter that <see cref="ITakesSignals"/>.</summary>
public abstract record UserSignal
{
    private UserSignal(Jid user) => User = user;

    /// <summary>Whose signal it is; a bare JID.</summary>
    public Jid User { get; }

    /// <summary>The user's presence, of all their clients together.</summary>
    public sealed record Presence(Jid Of, PresenceState State) : UserSignal(Of);

    /// <summary>The user attends to the conversation with a contact, or does not.</summary>
    public sealed record Typing(Jid Of, RemoteContact Contact, ChatStateKind State) : UserSignal(Of);

    /// <summary>The user's own name or picture, which they allowed to be given away, is new.</summary>
    public sealed record ProfileChanged(Jid Of, Profile Profile) : UserSignal(Of);
}

/// <summary>Optional power: the network has typing notices, presence or profiles of XMPP users.</summary>
public interface ITakesSignals
{
    /// <summary>
    /// Takes one signal. Called one after the other for one user, with the newest only: one that was replaced while the call before was
    /// under way never comes. May block; cancelled after some seconds. Whatever is thrown is logged at Debug and forgotten, but for
    /// a <see cref="UserSignal.ProfileChanged"/>, which comes again until it was taken once.
    /// </summary>
    ValueTask TakeSignalAsync(UserSignal signal, CancellationToken cancellationToken);
}

/// <summary>Optional power: contacts of this network have a presence of their own. Without it they are always online.</summary>
public interface IKnowsPresence
{
    /// <summary>
    /// The presence to show until a <see cref="ContactSignal.Presence"/> says otherwise. Pure and fast.
    /// </summary>
    PresenceState InitialPresenceOf(RemoteContact contact);
}
