namespace XmppGateway.Abstractions;

/// <summary>What somebody tells about themselves. Untrusted text; shown, never used to decide anything.</summary>
public sealed record Profile
{
    /// <summary>The name to show; null when unknown.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The picture; null without one.</summary>
    public Avatar? Avatar { get; init; }

    /// <summary>Mail addresses.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>Telephone numbers.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];

    /// <summary>Addresses of web pages, Matrix ids and the like, as URIs.</summary>
    public IReadOnlyList<string> Uris { get; init; } = [];

    /// <summary>A text about themselves; null without one.</summary>
    public string? Note { get; init; }
}

/// <summary>A picture of somebody.</summary>
/// <param name="Id">Changes when the picture does, and only then: a hash, a content URI. Not empty.</param>
/// <param name="Open">
/// Reads the picture: bytes and media type, or null when it is gone. One above 256 KiB is not shown: no server takes such a stanza. Called
/// when the picture of that id is not yet in the cache; may use the network and be cancelled.
/// </param>
public sealed record Avatar(string Id, Func<CancellationToken, ValueTask<Picture?>> Open);

/// <summary>The content of a picture.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="MediaType"><c>image/png</c>, <c>image/jpeg</c>, <c>image/webp</c> or <c>image/gif</c>.</param>
public sealed record Picture(ReadOnlyMemory<byte> Content, string MediaType);

/// <summary>Optional power: people of this network have names and pictures that can be asked for.</summary>
public interface IKnowsProfiles
{
    /// <summary>
    /// What is known about a contact; null when nothing is, or nobody has the address. May use the network; cancelled after some seconds.
    /// Asked when a client wants it and after <see cref="ContactSignal.ProfileChanged"/>, not for every message.
    /// </summary>
    ValueTask<Profile?> GetProfileAsync(RemoteContact contact, CancellationToken cancellationToken);
}

/// <summary>Optional power: people of this network can be searched for (XEP-0055).</summary>
public interface ISearchesPeople
{
    /// <summary>
    /// The people that fit a text as a person types it, best first, at most <paramref name="limit"/>. May use the network; cancelled after
    /// some seconds. Not called for a text that is itself an address.
    /// </summary>
    ValueTask<IReadOnlyList<RemoteContact>> SearchAsync(Jid user, string text, int limit, CancellationToken cancellationToken);
}

/// <summary>Optional power: the network has blocking of its own, so that a block does not only hide.</summary>
public interface ITakesBlocks
{
    /// <summary>The user wants to hear nothing of this contact any more, or wants to again. Repeats are harmless.</summary>
    ValueTask<DeliveryResult> SetBlockedAsync(Jid user, RemoteContact contact, bool blocked, CancellationToken cancellationToken);

    /// <summary>The user reports this contact for spam or abuse. Called once for each report, again only after a <see cref="DeliveryResult.Retry"/> or a failure.</summary>
    ValueTask<DeliveryResult> ReportAsync(Jid user, RemoteContact contact, string reason, CancellationToken cancellationToken);
}
