namespace XmppGateway.Testing.Oracles;

/// <summary>What another program reads in a mail.</summary>
public sealed record OracleMail(string? Subject, string? FromName);
