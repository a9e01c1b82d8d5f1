using XmppGateway.Storage;

namespace XmppGateway.Handlers;

/// <summary>Presence from a user that concerns a subscription, named by its type attribute.</summary>
internal enum PresenceInput
{
    Subscribe,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
}

/// <summary>Both directions of a subscription between a user and a contact (RFC 6121 §3.1, appendix A, from the contact's side).</summary>
/// <param name="UserSees">The user is subscribed to the contact.</param>
/// <param name="ContactSees">The contact's subscription to the user.</param>
internal readonly record struct SubscriptionState(bool UserSees, ContactSubscription ContactSees)
{
    /// <summary>Nothing is worth a row.</summary>
    public bool IsNothing => this == default;
}

/// <summary>What a presence leads to: the new state, and the types of the presence stanzas to send, in that order.</summary>
/// <param name="Sends">An empty string stands for available presence, which has no type.</param>
internal sealed record SubscriptionStep(SubscriptionState Next, params string[] Sends)
{
    public const string Available = "";
}

/// <summary>The subscription handshake as a table. Pure.</summary>
internal static class SubscriptionTable
{
    // XEP-0100 §4.6.1: approved, then the presence, then the request in the other direction.
    private static readonly string[] ApproveAndAsk = ["subscribed", SubscriptionStep.Available, "subscribe"];
    private static readonly string[] Approve = ["subscribed", SubscriptionStep.Available];

    // RFC 6121 §3.3.3: unavailable before unsubscribed; then the contact gives up its own side.
    private static readonly string[] LeaveBoth = ["unavailable", "unsubscribed", "unsubscribe"];
    private static readonly string[] Leave = ["unavailable", "unsubscribed"];

    private static readonly string[] Nothing = [];

    /// <summary>The cell for a state and a presence.</summary>
    public static SubscriptionStep Next(SubscriptionState state, PresenceInput input) => (input, state) switch
    {
        // A repeated request is approved again: the user's server may have lost the first approval (RFC 6121 §3.1.3).
        (PresenceInput.Subscribe, (_, ContactSubscription.Requested or ContactSubscription.Granted)) =>
            new(state with { UserSees = true }, Approve),

        // Adding the contact is a new decision of the user: a refusal from before no longer holds.
        (PresenceInput.Subscribe, _) => new(new(true, ContactSubscription.Requested), ApproveAndAsk),

        (PresenceInput.Subscribed, _) => new(state with { ContactSees = ContactSubscription.Granted }, Nothing),

        (PresenceInput.Unsubscribe, (true, ContactSubscription.Requested or ContactSubscription.Granted)) =>
            new(default, LeaveBoth),
        (PresenceInput.Unsubscribe, (true, _)) => new(state with { UserSees = false }, Leave),

        // RFC 6121 §3.3.3: without a subscription there is nothing to answer.
        (PresenceInput.Unsubscribe, _) => new(state, Nothing),

        (PresenceInput.Unsubscribed, (_, ContactSubscription.Requested)) =>
            new(state with { ContactSees = ContactSubscription.Refused }, Nothing),
        (PresenceInput.Unsubscribed, (_, ContactSubscription.Granted)) =>
            new(state with { ContactSees = ContactSubscription.None }, Nothing),
        (PresenceInput.Unsubscribed, _) => new(state, Nothing),

        _ => throw new ArgumentOutOfRangeException(nameof(input), input, "Not a presence of the table."),
    };

    /// <summary>
    /// True when a foreign person who wants to be a contact is presented to the user. Not where the user has the contact or has refused
    /// it; again where the request was not answered yet, since the link may have gone before it was taken.
    /// </summary>
    public static bool IsPresented(SubscriptionState state) =>
        state is { UserSees: false, ContactSees: ContactSubscription.None or ContactSubscription.Requested };
}
