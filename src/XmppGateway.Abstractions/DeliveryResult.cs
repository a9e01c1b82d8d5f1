namespace XmppGateway.Abstractions;

/// <summary>Why something cannot be delivered. The engine turns it into a stanza error, adapters into their network's form.</summary>
public enum FailureCondition
{
    /// <summary>The address cannot exist (<c>jid-malformed</c>).</summary>
    InvalidAddress,

    /// <summary>Nobody has this address (<c>item-not-found</c>).</summary>
    NoSuchRecipient,

    /// <summary>The recipient exists and cannot take messages now or any more (<c>recipient-unavailable</c>).</summary>
    RecipientUnavailable,

    /// <summary>The sender may not do this (<c>forbidden</c>).</summary>
    NotAllowed,

    /// <summary>The room is for members only, and the user was not invited (<c>registration-required</c>).</summary>
    MembersOnly,

    /// <summary>Refused for its content, its size or a local rule (<c>policy-violation</c>).</summary>
    PolicyViolation,

    /// <summary>The network has no such feature (<c>feature-not-implemented</c>).</summary>
    NotSupported,

    /// <summary>A quota is used up (<c>resource-constraint</c>).</summary>
    ResourceConstraint,

    /// <summary>The foreign server could not be reached in time (<c>remote-server-timeout</c>).</summary>
    RemoteServerTimeout,

    /// <summary>The foreign server does not exist (<c>remote-server-not-found</c>).</summary>
    RemoteServerNotFound,

    /// <summary>The service refuses for a reason of its own (<c>service-unavailable</c>).</summary>
    ServiceUnavailable,

    /// <summary>A mistake in this program (<c>internal-server-error</c>).</summary>
    InternalError,
}

/// <summary>What became of one <see cref="Delivery"/>. Expected outcomes are values; an exception is a bug.</summary>
public abstract record DeliveryResult
{
    /// <summary>A conversation does not wait for days for a file.</summary>
    private const int AttemptsForFiles = 4;

    private DeliveryResult()
    {
    }

    /// <summary>
    /// The foreign server has taken responsibility. The delivery is at its end; its sender gets a receipt, when asked for. Also right for
    /// an event that there is nobody to tell about.
    /// </summary>
    /// <param name="Id">The foreign message id, for replies and late failures; null when the event makes none.</param>
    public sealed record Delivered(RemoteMessageId? Id) : DeliveryResult;

    /// <summary>
    /// Not now. The engine tries again, in order, with a growing wait, until the entry expires (two days); then the sender gets the last
    /// reason. The conversation's later messages wait behind it: what can never succeed is <see cref="Rejected"/>.
    /// </summary>
    /// <param name="Reason">
    /// For the user, who reads it in their language when they ask or when the entry expires; operators read the English. What the foreign
    /// server said stays in its words: <see cref="LocalText.Quoting"/>. No text of an exception.
    /// </param>
    /// <param name="After">The wait that the foreign server asked for; honoured when it is longer than the engine's own. Null leaves it to the engine.</param>
    /// <param name="ServerWide">
    /// True when the foreign server as a whole could not be used (no connection, time-out, shutting down), not only for this recipient:
    /// many of these open the server's circuit breaker (<see cref="IAdapter.ServerOf"/>), and deliveries to it wait without being tried.
    /// </param>
    public sealed record Retry(LocalText Reason, TimeSpan? After = null, bool ServerWide = false) : DeliveryResult
    {
        /// <summary>With a reason that is the same in every language.</summary>
        public Retry(string Reason, TimeSpan? After = null, bool ServerWide = false)
            : this(LocalText.Same(Reason), After, ServerWide)
        {
        }

        /// <summary>What operators read in the log in place of the reason, such as the text of an exception; never shown to users. Null without.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>
    /// Never. The sender of a <see cref="Message"/> gets a stanza error on the original id; for an <see cref="Undeliverable"/> there is
    /// only a line in the log. Later messages of the conversation go on.
    /// </summary>
    /// <param name="Reason">For the user, as in <see cref="Retry"/>.</param>
    /// <param name="Condition">The kind of refusal.</param>
    public sealed record Rejected(LocalText Reason, FailureCondition Condition) : DeliveryResult
    {
        /// <summary>With a reason that is the same in every language.</summary>
        public Rejected(string Reason, FailureCondition Condition)
            : this(LocalText.Same(Reason), Condition)
        {
        }
    }

    /// <summary>
    /// One file of a <see cref="Message"/> cannot be taken, for a reason that lies with the file; nothing of the message was sent. The
    /// engine takes the file out, puts its link into the text, tells the sender why, and hands over what is left at once, under the same
    /// <see cref="Delivery.Id"/>. So open every file before the first is sent.
    /// </summary>
    /// <param name="File">One of <see cref="Message.Attachments"/>.</param>
    /// <param name="Reason">For the sender.</param>
    public sealed record FileRefused(AttachedFile File, LocalText Reason) : DeliveryResult;

    /// <summary>
    /// What an adapter answers when <see cref="IAdapterContext.FetchMediaAsync"/> has not opened a file, so that all networks do the same:
    /// a refused file is left out, one that is away is waited for a few attempts, and left out then. Null for one that was opened.
    /// </summary>
    public static DeliveryResult? ForFile(Delivery delivery, AttachedFile file, MediaResult result) => result switch
    {
        MediaResult.Opened => null,
        MediaResult.Refused refused => new FileRefused(file, refused.Reason),
        MediaResult.Unavailable away when delivery.Attempt < AttemptsForFiles => new Retry(away.Reason),
        MediaResult.Unavailable away => new FileRefused(file, away.Reason),
        _ => throw new InvalidOperationException($"Unknown result {result.GetType().Name}."),
    };
}

/// <summary>One event on its way to the foreign network.</summary>
/// <param name="Id">
/// Chosen once, stored before the first attempt, the same on every attempt: 26 characters of <c>a-z2-7</c>. Message-IDs and
/// transaction ids are derived from it, so that a repeated attempt is recognised by the foreign side.
/// </param>
/// <param name="Event">
/// A <see cref="Message"/> or an <see cref="Undeliverable"/>; <see cref="Edit"/>, <see cref="Retraction"/>, <see cref="Reactions"/> and
/// <see cref="Displayed"/> only where <see cref="IDeclaresCapabilities"/> says that the contact has them. For a portal also an
/// <see cref="OccupantChange"/>, a <see cref="SubjectChange"/> or a <see cref="PortalEnd"/>.
/// </param>
/// <param name="Attempt">
/// 1 for the first attempt, larger after each that was answered; a restart does not start over. An attempt that was cut off is not
/// counted, so that 1 does not mean that nothing was sent.
/// </param>
public sealed record Delivery(string Id, GatewayEvent Event, int Attempt)
{
    /// <summary>
    /// The language for what the adapter says in the user's name beside their own words: what they chose, else what their client said last, else English. For
    /// <see cref="LocalText.In"/>.
    /// </summary>
    public string? Language { get; init; }

    /// <summary>
    /// The user wants to know, and to tell, what has been displayed (a setting of theirs): a network on which that has to be asked for with the message asks
    /// only then.
    /// </summary>
    public bool WantsReadMarkers { get; init; }
}
