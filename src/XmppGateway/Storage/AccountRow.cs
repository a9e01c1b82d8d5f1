namespace XmppGateway.Storage;

/// <summary>What is kept about one user (bare JID) on one network.</summary>
/// <param name="RegisteredAt">Null for somebody who has not registered, and only chosen something.</param>
/// <param name="Settings">JSON; at most some hundred bytes.</param>
/// <param name="Language">The language of notices and forms; null follows the client.</param>
/// <param name="HeardLanguage">What a client of theirs has said last; null before one has said any but the default.</param>
internal sealed record AccountRow(string Network, string User, DateTimeOffset? RegisteredAt, string Settings, string? Language, string? HeardLanguage = null);
