namespace XmppGateway.Adapters.Email.Safety;

/// <summary>What becomes of an incoming mail, as far as loops go.</summary>
internal enum LoopVerdict
{
    /// <summary>It is shown.</summary>
    Show = 0,

    /// <summary>A program answered: it is shown as long as it does not do so too often.</summary>
    Count,

    /// <summary>The user's own words, or our own report, came back: it is taken and not shown.</summary>
    ComesBack,

    /// <summary>It has passed so many servers that it goes in circles: it is refused.</summary>
    Circles,
}
