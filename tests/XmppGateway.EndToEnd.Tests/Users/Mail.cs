namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A mail as a mail program reads it.</summary>
public sealed record Mail(
    string From, IReadOnlyList<string> To, string Subject, string MessageId, string InReplyTo, string Text, IReadOnlyList<string> Defects);
