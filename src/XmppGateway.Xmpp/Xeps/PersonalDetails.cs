namespace XmppGateway.Xmpp.Xeps;

/// <summary>What a vCard of either generation says of somebody.</summary>
/// <param name="FullName">Null when it says none.</param>
public sealed record PersonalDetails(string? FullName)
{
    public string? Nickname { get; init; }

    public IReadOnlyList<string> Emails { get; init; } = [];

    public IReadOnlyList<string> Phones { get; init; } = [];

    public IReadOnlyList<string> Uris { get; init; } = [];

    public string? Note { get; init; }

    public PersonalPhoto? Photo { get; init; }
}

/// <summary>The picture of a vCard.</summary>
public sealed record PersonalPhoto(string MediaType, ReadOnlyMemory<byte> Content);
