using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>What the stanzas of one event have in common.</summary>
/// <param name="From">A bare JID: the contact, or the user whose server lets us speak for them.</param>
/// <param name="To">The other one's bare JID.</param>
/// <param name="Id">The id that was chosen for the event.</param>
/// <param name="Now">The time of this attempt.</param>
/// <param name="Language">Of the user, for what the gateway says itself; null for English.</param>
internal readonly record struct Frame(Jid From, Jid To, string Id, DateTimeOffset Now, string? Language = null);
