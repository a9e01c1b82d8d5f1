namespace XmppGateway.Adapters.Email.Mime;

/// <summary>A message over its raw bytes. Reading never fails; headers and bodies are decoded when asked for.</summary>
internal sealed class MessageView
{
    /// <summary>Where a Message-ID is kept that was replaced.</summary>
    public const string GivenIdField = "X-Microsoft-Original-Message-ID";

    private readonly MimeLimits _limits;
    private readonly List<string> _damage;

    private MessageView(ReadOnlyMemory<byte> raw, MimeLimits limits)
    {
        _limits = limits;
        Raw = raw;
        Root = MimeTree.Build(raw, limits, out var damage);
        _damage = [.. damage];
    }

    public ReadOnlyMemory<byte> Raw { get; }

    public MimePart Root { get; }

    public IReadOnlyList<HeaderField> Headers => Root.Headers;

    public string? Subject => Header("Subject");

    public IReadOnlyList<Mailbox> From => field ??= Addresses("From");

    public IReadOnlyList<Mailbox> To => field ??= Addresses("To");

    public IReadOnlyList<Mailbox> Cc => field ??= Addresses("Cc");

    public IReadOnlyList<Mailbox> ReplyTo => field ??= Addresses("Reply-To");

    public Mailbox? Sender => Addresses("Sender") is [var first, ..] ? first : null;

    /// <summary>Without its angle brackets.</summary>
    public string? MessageId => Ids("Message-ID") is [var first, ..] ? first : null;

    public IReadOnlyList<string> InReplyTo => field ??= Ids("In-Reply-To");

    public IReadOnlyList<string> References => field ??= Ids("References");

    /// <summary>Of References what names other mails: some programs, and ours, put the mail's own id there, too.</summary>
    public IEnumerable<string> ReferencedIds => References.Where(id => id != GivenId);

    /// <summary>The Message-ID that the author's program gave. COMPAT(Outlook.com): it writes one of its own and keeps the given one here.</summary>
    public string? GivenId => field ??= Ids(GivenIdField) is [var given, ..] ? given : MessageId;

    public DateTimeOffset? Date => Root.Find("Date") is { } date ? MailDate.Parse(date.Unfolded) : null;

    /// <summary>True when something had to be repaired or left out.</summary>
    public bool IsDamaged => _damage.Count > 0;

    /// <summary>What was repaired or left out.</summary>
    public IReadOnlyList<string> Damage => _damage;

    public static MessageView Read(ReadOnlyMemory<byte> raw, MimeLimits? limits = null) => new(raw, limits ?? MimeLimits.Default);

    /// <summary>The first such field, unfolded and decoded.</summary>
    public string? Header(string name) => Root.Header(name);

    private List<Mailbox> Addresses(string name)
    {
        // Several To fields are against the rule (RFC 5322 §3.6) and happen.
        var all = new List<Mailbox>();
        foreach (var header in Headers)
        {
            if (header.Is(name) && all.Count < _limits.Addresses)
            {
                all.AddRange(AddressParser.Parse(header.Unfolded, _limits.Addresses - all.Count, out var truncated));
                if (truncated && !_damage.Contains("addresses beyond the limit"))
                {
                    _damage.Add("addresses beyond the limit");
                }
            }
        }

        return all;
    }

    private IReadOnlyList<string> Ids(string name) => Root.Find(name) is { } header ? MessageIds.Parse(header.Unfolded) : [];
}
