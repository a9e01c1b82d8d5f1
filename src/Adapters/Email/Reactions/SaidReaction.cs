namespace XmppGateway.Adapters.Email.Reactions;

/// <summary>What a user has said to one mail so far.</summary>
/// <param name="Target">The mail's Message-ID.</param>
/// <param name="Mails">What went, in its order.</param>
internal sealed record SaidReaction(string Target, IReadOnlyList<SaidEmoji> Mails)
{
    /// <summary>Whether it was said.</summary>
    public bool Has(string emoji) => Mails.Any(mail => mail.Emoji == emoji);
}

/// <summary>One emoji, and the mail that took it there.</summary>
/// <param name="Emoji">The emoji.</param>
/// <param name="MessageId">The mail's Message-ID.</param>
internal sealed record SaidEmoji(string Emoji, string MessageId);
