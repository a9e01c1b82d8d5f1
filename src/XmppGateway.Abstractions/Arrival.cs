namespace XmppGateway.Abstractions;

/// <summary>
/// Something that a foreign source hands over. It is stored before the source is told that it was taken; <see cref="Key"/> makes a
/// repeated hand-over harmless.
/// </summary>
public abstract record Arrival
{
    private Arrival(string key, string lane)
    {
        Key = key;
        Lane = lane;
    }

    /// <summary>
    /// Unique in the network, the same whenever the source hands this over: an event id, or Message-ID and recipient. A second arrival
    /// with the same key is taken and ignored, for weeks. Not empty.
    /// </summary>
    public string Key { get; }

    /// <summary>Arrivals of one lane are handled strictly in order, lanes side by side: a conversation, a room.</summary>
    public string Lane { get; }

    /// <summary>An arrival that the adapter has already understood.</summary>
    public sealed record Ready : Arrival
    {
        /// <summary>An event for the conversation of its user and contact.</summary>
        public Ready(string key, GatewayEvent what)
            : base(key, what.User + " " + what.Contact.Id.Value) => Event = what;

        /// <summary>An event of a room, on the room's lane.</summary>
        public Ready(string key, RoomEvent what)
            : base(key, LaneOf(what.Room)) => Event = what;

        /// <summary>What happened.</summary>
        public NetworkEvent Event { get; }

        /// <summary>
        /// The lane of a room: for raw arrivals that belong into its order. It is the room's id and nothing else, because an adapter may not know
        /// yet whether it is a room or a direct chat.
        /// </summary>
        public static string LaneOf(RemoteRoomId room) => room.Value;
    }

    /// <summary>
    /// An arrival that must be acknowledged before it can be understood, because understanding it needs the network. It comes back to
    /// <see cref="IInterpretsArrivals.InterpretAsync"/> on its lane, after a crash again.
    /// </summary>
    public sealed record Raw : Arrival
    {
        /// <summary>An uninterpreted arrival.</summary>
        public Raw(string key, string lane, ReadOnlyMemory<byte> payload)
            : base(key, lane) => Payload = payload;

        /// <summary>The adapter's own form; at most 1 MiB.</summary>
        public ReadOnlyMemory<byte> Payload { get; }
    }
}

/// <summary>Whom a failure on an arrival concerns: those who are told about it.</summary>
/// <param name="User">The XMPP user for whom it was; a bare JID.</param>
/// <param name="Contact">The person on the foreign network from whom it came, with the id that <see cref="IAdapter.ParseAddress"/> gives.</param>
/// <param name="Message">
/// The foreign id, when the arrival is a message, or an edit of one, that the contact wrote as a person: they are told that it was not
/// shown (<see cref="Undeliverable"/>). Null for everything else: programs are not answered, the user's own words come back to nobody,
/// and nobody waits for the delivery of a membership or a report.
/// </param>
public sealed record ArrivalParties(Jid User, RemoteContact Contact, RemoteMessageId? Message);

/// <summary>What the engine did with arrivals.</summary>
public enum Acceptance
{
    /// <summary>Committed, or known already: tell the source that it was taken.</summary>
    Taken,

    /// <summary>
    /// Not committed (the store is down, or the inbox is at its limit because the XMPP server is away): tell the source to try again.
    /// </summary>
    TryAgain,
}

/// <summary>What a raw arrival turned out to be.</summary>
public abstract record Interpretation
{
    private Interpretation()
    {
    }

    /// <summary>Events for XMPP users and rooms, in order; empty when nothing is to be shown.</summary>
    public sealed record Understood(IReadOnlyList<NetworkEvent> Events) : Interpretation;

    /// <summary>
    /// Could not be understood now (the foreign server is away). The lane waits, a few seconds unless told otherwise and an hour at most,
    /// and asks again.
    /// </summary>
    public sealed record Later(string Reason, TimeSpan? After = null) : Interpretation;
}
