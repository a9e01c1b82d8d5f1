namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>What a person or a user does, as far as it looks the same in both directions.</summary>
internal abstract record Deed
{
    public string? Text { get; init; }

    /// <summary>The text as clients of this network show it; null where it has no styles.</summary>
    public StyledText? Styled { get; init; }

    public string? Subject { get; init; }

    public string? Thread { get; init; }

    public string? ReplyTo { get; init; }

    /// <summary>The message that is edited, taken back, reacted to, seen, received or failed.</summary>
    public string? Target { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<string> Emoji { get; init; } = [];
}
