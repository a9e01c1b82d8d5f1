namespace XmppGateway.Adapters.Email.Reactions;

/// <summary>What a contact has said to one mail so far.</summary>
/// <param name="Target">The mail's Message-ID.</param>
/// <param name="Emoji">In the order in which they came.</param>
internal sealed record ReactedMail(string Target, IReadOnlyList<string> Emoji);
