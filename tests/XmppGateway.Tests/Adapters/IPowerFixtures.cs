using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Adapters;

/// <summary>
/// What the fixture of an adapter adds to <see cref="IAdapterFixture"/> when its network takes changes of messages:
/// <see cref="Capabilities"/> with <see cref="Support.Native"/> or <see cref="Capabilities.DisplayMarkers"/>.
/// </summary>
internal interface IChangesFixture : IAdapterFixture
{
    /// <summary>The changes that the peer took from the user: name of the event's type and the foreign id of the message. A repeated one is not there twice.</summary>
    IReadOnlyList<(string Kind, string Target)> Changes { get; }

    /// <summary>
    /// The contact edits, takes back, reacts to or sees (<c>Edit</c>, <c>Retraction</c>, <c>Reactions</c>, <c>Displayed</c>) a message, for
    /// <c>alice@localhost</c>. False when the adapter said "try again".
    /// </summary>
    Task<bool> HandOverChangeAsync(IAdapter adapter, string id, string kind, string target, CancellationToken cancellationToken);
}

/// <summary>For <see cref="IKnowsProfiles"/>, <see cref="ISearchesPeople"/> and <see cref="ITakesBlocks"/>.</summary>
internal interface IPeopleFixture : IAdapterFixture
{
    /// <summary>An address that nobody has.</summary>
    string Nobody { get; }

    /// <summary>A text that several people fit.</summary>
    string SearchedFor { get; }

    /// <summary>How many.</summary>
    int Found { get; }
}

/// <summary>For <see cref="IProvidesMedia"/>.</summary>
internal interface IMediaFixture : IAdapterFixture
{
    /// <summary>The contact sends a file to <c>alice@localhost</c>.</summary>
    Task<bool> HandOverFileAsync(IAdapter adapter, string id, string name, byte[] content, CancellationToken cancellationToken);
}

/// <summary>For <see cref="IOffersLogin"/>.</summary>
internal interface ILoginFixture : IAdapterFixture
{
    /// <summary>What a person answers to the form of a step, after what the peer has sent them; or a wrong answer that fits the form.</summary>
    FormAnswers Answer(Form form, bool right);
}
