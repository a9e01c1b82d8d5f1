using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>
/// What the network takes beyond plain text. What is not declared here never comes to <see cref="SendAsync"/>: the engine refuses it, or
/// makes a readable text of it.
/// </summary>
internal sealed partial class ExampleAdapter : IDeclaresCapabilities
{
    private static readonly Capabilities Everything = new()
    {
        Edits = Support.Native,
        Retractions = Support.Native,
        Reactions = Support.Native,
        Attachments = Support.Native,
        LargestAttachment = ChatNetwork.LargestFile,
        DisplayMarkers = true,
        ChatStates = true,
        LastActivity = true,
        Replies = true,
        RichText = true,
    };

    /// <inheritdoc/>
    public Capabilities CapabilitiesOf(RemoteContact contact)
    {
        // Pure and fast: only what is in memory. A person whom nobody has heard of is a person like all others.
        var card = _network.Find(contact.Id.Value)?.Card ?? PersonCard.Blank;
        var basis = card.PlainText ? Capabilities.PlainText : Everything;
        return basis with
        {
            Receipts = card.Acknowledges,
            AllowedReactions = card.AllowedReactions,
            ReactionsPerPerson = card.ReactionsPerPerson,
            NoReply = card.NoReply,
        };
    }
}
