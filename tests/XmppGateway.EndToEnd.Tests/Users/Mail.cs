namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A mail as a mail program reads it.</summary>
public sealed record Mail(
    string From, IReadOnlyList<string> To, string Subject, string MessageId, string InReplyTo, string Text, IReadOnlyList<string> Defects)
{
    public IReadOnlyList<MailFile> Files { get; init; } = [];

    /// <summary>The page beside the text; empty without one.</summary>
    public string Html { get; init; } = "";

    /// <summary>What stands below the mark of a signature; not in <see cref="Text"/>.</summary>
    public string Footer { get; init; } = "";

    /// <summary>All of it, as the mailbox has it.</summary>
    public string Raw { get; init; } = "";

    /// <summary>The reverse path with which it came; empty for the null sender.</summary>
    public string ReturnPath { get; init; } = "";

    /// <summary>The author's name beside the address.</summary>
    public string FromName { get; init; } = "";
}

/// <summary>A file in a mail.</summary>
public sealed record MailFile(string Name, string Type, ReadOnlyMemory<byte> Content);
