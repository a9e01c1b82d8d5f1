namespace XmppGateway.Adapters.Email.Reactions;

/// <summary>What a user has said to one mail so far.</summary>
/// <param name="Target">The mail's Message-ID.</param>
/// <param name="Emoji">In the order in which they went.</param>
/// <param name="MessageId">That of the mail with the latest one.</param>
internal sealed record SaidReaction(string Target, IReadOnlyList<string> Emoji, string MessageId);
