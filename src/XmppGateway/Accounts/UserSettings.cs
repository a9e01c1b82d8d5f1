namespace XmppGateway.Accounts;

/// <summary>Which presence of contacts a user is shown.</summary>
internal enum PresenceStyle
{
    /// <summary>What the network says; online where it says nothing.</summary>
    FromNetwork = 0,

    /// <summary>Always online, without status texts: quiet.</summary>
    AlwaysOnline,
}

/// <summary>What one user has chosen on one network. The default is what most people expect.</summary>
internal sealed record UserSettings
{
    public static UserSettings Default { get; } = new();

    /// <summary>Answer the user's clients when a message has arrived (XEP-0184).</summary>
    public bool Receipts { get; init; } = true;

    /// <summary>Tell the foreign side what was read, and the user what the foreign side has read.</summary>
    public bool ReadMarkers { get; init; } = true;

    /// <summary>Tell the foreign side that the user is writing.</summary>
    public bool ChatStates { get; init; } = true;

    /// <summary>Tell the foreign side whether the user is there.</summary>
    public bool SharePresence { get; init; } = true;

    /// <summary>Give the user's name and picture to the foreign side.</summary>
    public bool ShareProfile { get; init; } = true;

    public PresenceStyle Presence { get; init; } = PresenceStyle.FromNetwork;

    /// <summary>For how long quick lines are collected into one message, where the network sends letters; zero for not at all. Whole seconds.</summary>
    public TimeSpan MergeWindow { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest <see cref="MergeWindow"/>.</summary>
    public static TimeSpan LongestMerge { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The language of notices and forms; null follows what the user's client says.</summary>
    public string? Language { get; init; }

    /// <summary>The language that a client of theirs has said last, one of <see cref="Abstractions.LocalText.Languages"/>; null for the default. Not chosen, and kept apart.</summary>
    public string? HeardLanguage { get; init; }
}
