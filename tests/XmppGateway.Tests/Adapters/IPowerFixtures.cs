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

    /// <summary>The contact tells who they are, where nobody can ask for it.</summary>
    Task IntroduceAsync(IAdapter adapter, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>For <see cref="IKnowsPresence"/>.</summary>
internal interface IPresenceFixture : IAdapterFixture
{
    /// <summary>The contact is away, and has done nothing for a minute: the network says so as well as it can.</summary>
    Task FallIdleAsync(IAdapter adapter, CancellationToken cancellationToken);
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

/// <summary>For <see cref="IHostsRooms"/>: a room with the contact and somebody else in it, that <c>alice@localhost</c> may
/// enter.</summary>
internal interface IRoomsFixture : IAdapterFixture
{
    /// <summary>The address of the room as people type it, in several ways.</summary>
    IReadOnlyList<string> RoomSpellings { get; }

    /// <summary>An address that no room has.</summary>
    string NoRoom { get; }

    /// <summary>Who is in it with the contact.</summary>
    string Other { get; }

    /// <summary>False where rooms are nothing but the adapter's notes, so that they are there while the network is away.</summary>
    bool RoomsAreOnThePeer => true;

    /// <summary>False where nobody has power over others.</summary>
    bool HasModerators => true;

    /// <summary>Called when the adapter is started, before somebody enters.</summary>
    Task OpenRoomAsync(IAdapterContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>How many rooms the directory lists; at least three, or none where it never lists any.</summary>
    int PublicRooms { get; }

    /// <summary>The foreign ids of what the user has said in the room.</summary>
    IReadOnlyList<string> SaidByUser { get; }

    /// <summary>The subjects that the room was given, in order.</summary>
    IReadOnlyList<string> Subjects { get; }

    /// <summary>From now on the user may do everything in the room.</summary>
    void Promote();

    /// <summary>The contact says something in the room. False when the adapter said "try again".</summary>
    Task<bool> SayInRoomAsync(IAdapter adapter, string id, string body, CancellationToken cancellationToken);
}
