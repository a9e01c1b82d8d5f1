namespace XmppGateway.Media;

/// <summary>What a link leads to.</summary>
/// <param name="Network">Whose adapter has the content.</param>
/// <param name="Source">As the adapter, or <see cref="KeptFiles"/>, gave it.</param>
/// <param name="MediaType">As the message said.</param>
/// <param name="Name">Harmless.</param>
/// <param name="LastDay">The day (UTC) at whose end the link ends.</param>
internal sealed record MediaReference(string Network, string Source, string MediaType, string Name, DateOnly LastDay);

/// <summary>What became of the wish to read a token.</summary>
internal abstract record MediaReading
{
    private MediaReading()
    {
    }

    /// <summary>It is ours, and its time is not over.</summary>
    internal sealed record Valid(MediaReference Reference) : MediaReading;

    /// <summary>It was ours.</summary>
    internal sealed record Expired : MediaReading;

    /// <summary>We have never given it out.</summary>
    internal sealed record Forged : MediaReading;
}
