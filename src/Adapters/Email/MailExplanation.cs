using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Groups;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email;

/// <summary>What the gateway makes of a mail, in words that a program can read. Absent things are null or empty, never missing.</summary>
/// <param name="Kind">By its words, whatever its reverse path says: <c>message</c>, <c>bounce</c>, <c>delay</c>, <c>receipt</c>, <c>auto-reply</c>, <c>list</c>, <c>report</c>, <c>unreadable</c>.</param>
/// <param name="From">The address of the author, without display name.</param>
/// <param name="FromName">What the author calls himself; anybody can write anything there.</param>
/// <param name="Body">The visible text.</param>
/// <param name="Cut">What was taken off the text: quotations and signatures.</param>
/// <param name="Thread">The ids of the thread, oldest first; the mail's own is the last.</param>
/// <param name="Original">The Message-ID of the mail that a report is about.</param>
/// <param name="Recipients">For reports: one entry for each recipient.</param>
/// <param name="Damage">What had to be repaired to read it.</param>
/// <param name="Parent">The Message-ID of the mail that it answers.</param>
/// <param name="AnswerTo">Where its author wants answers, when that is another address.</param>
/// <param name="List">The address of the mailing list that is its contact.</param>
/// <param name="Reaction">The emoji that it reacts with; null for a mail that is no reaction.</param>
/// <param name="Loop"><c>show</c>, <c>count</c> (as long as there are not too many), <c>comes-back</c>, <c>circles</c>.</param>
/// <param name="Trust">
/// <c>verified</c>, <c>unverified</c>, <c>failed</c>, <c>unknown</c>: as its topmost Authentication-Results says, which the gateway believes only of servers in
/// <c>TrustedAuthServers</c>.
/// </param>
/// <param name="Spam">The fields that filters commonly write call it spam; the gateway looks at those in <c>SpamHeaders</c>.</param>
/// <param name="Encrypted">It cannot be read here.</param>
/// <param name="Receipt">Its author is told when it was displayed, by users who want that.</param>
/// <param name="Group">Its people are a group, and it would be shown in their room; null for a mail that is one to one.</param>
/// <param name="Unsubscribe">How its list or newsletter is left: <c>one-click</c> (RFC 8058), <c>mail</c>, <c>page</c>; null where it does not say.</param>
internal sealed record MailExplanation(
    string Kind,
    string? From,
    string? FromName,
    string? Subject,
    string Body,
    string Cut,
    IReadOnlyList<MailExplanation.Attachment> Attachments,
    IReadOnlyList<string> Thread,
    string? Original,
    IReadOnlyList<MailExplanation.Recipient> Recipients,
    IReadOnlyList<string> Damage,
    string? Parent,
    string? AnswerTo,
    string? List,
    IReadOnlyList<string>? Reaction,
    string Loop,
    string Trust,
    bool Spam,
    bool Encrypted,
    bool Receipt,
    string? Unsubscribe,
    MailExplanation.People? Group)
{
    /// <summary>The group of a mail.</summary>
    /// <param name="Room">The name of the room that it begins, where it continues none: the same on every gateway.</param>
    /// <param name="Name">What that room would be called.</param>
    /// <param name="Subject">Without marks of answers.</param>
    /// <param name="Participants">Author, To and Cc, in this order and nobody twice.</param>
    internal sealed record People(string Room, string Name, string Subject, IReadOnlyList<string> Participants);

    /// <summary>A part that is not shown as text.</summary>
    /// <param name="Size">Bytes after decoding.</param>
    /// <param name="Danger"><c>program</c>, <c>macros</c>, <c>page</c>, <c>disguised</c>; null for none that is known.</param>
    internal sealed record Attachment(string Name, string Type, long Size, string? Danger);

    /// <summary>What a report says about one recipient.</summary>
    /// <param name="Address">As the report has it; null when it names nobody.</param>
    /// <param name="Action">RFC 3464 §2.3.3.</param>
    /// <param name="Status">The RFC 3463 code; null when there is none.</param>
    /// <param name="Class">Its first digit: 2 delivered, 4 not yet, 5 failed. Known without a code, too.</param>
    /// <param name="Hard">True when the address itself is the trouble, so that nothing will ever reach it.</param>
    /// <param name="Diagnostic">The words of the server.</param>
    internal sealed record Recipient(
        [property: JsonPropertyName("recipient")] string? Address, string? Action, string? Status, string? Class, bool Hard, string? Diagnostic);

    private static readonly MailExplanationJson Json = new(new JsonSerializerOptions(MailExplanationJson.Default.Options)
    {
        // It is read in a terminal, not put into a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static MailExplanation Of(ReadOnlyMemory<byte> raw)
    {
        var mail = MessageView.Read(raw);
        var options = OptionsFor(mail);
        var ids = new EmailIds(options.MailDomain);
        var reader = new FromMail(ids, options);

        // Which mails are ours is in no mail: what it answers is taken for one.
        var content = MailInterpreter.Interpret(mail, _ => true);
        var read = reader.Read(mail, content, EnvelopeSender(mail), DateTimeOffset.UnixEpoch);
        var author = mail.From is [var from, ..] ? from : mail.Sender;
        return new MailExplanation(
            NameOf(content.Kind),
            author is { Address.Length: > 0 } ? author.Address : null,
            author?.DisplayName,
            content.Subject,
            content.Body,
            content.Cut,
            [.. content.Attachments.Select(part => new Attachment(part.Name, part.Type, part.Size, DangerOf(part)))],
            [.. Threading.Chain(mail).Distinct()],
            content.OriginalMessageId ?? read.Notification?.MessageId,
            [.. content.Recipients.Select(Describe)],
            mail.Damage,
            ids.FindParent(mail, _ => false),
            read.AnswerTo?.Text,
            read.List?.Address.Text,
            read.Reaction?.Emoji,
            NameOf(LoopGuard.Judge(reader.TraitsOf(read, false, null))),
            NameOf(read.Trust),
            read.IsSpam,
            Encryption.IsIn(mail.Root),
            read.GetsReceipt,
            read.Subscription switch { null => null, { IsOneClick: true } => "one-click", { Mail: not null } => "mail", _ => "page" },
            GroupOf(read, content.Subject));
    }

    /// <summary>Whose users are which is in no mail: every address is that of somebody else.</summary>
    private static People? GroupOf(IncomingMail mail, string? subject)
    {
        if (mail.View.MessageId is not { } messageId || !MailThread.IsNotable(messageId) || GroupMail.Read(mail, new UserAddresses("", [""]), GroupMail.MostPeople) is not { } read)
            return null;

        var bare = Groups.Group.Cut(SubjectMarks.Bare(subject ?? ""), Groups.Group.LongestSubject);
        var group = Groups.Group.Begin(read, messageId, bare);
        return new(group.Id, group.Name, bare, [.. read.People.Select(person => person.Address)]);
    }

    /// <summary>Without a configuration: whoever has checked the mail last is believed, and the usual fields of filters count.</summary>
    private static EmailOptions OptionsFor(MessageView mail) => new()
    {
        MailDomain = "",
        LmtpListen = "",
        MaxMessageBytes = 0,
        SmtpHost = "",
        SmtpPort = 0,
        SmtpSecurity = Smtp.SmtpSecurity.None,
        TrustedAuthServers = mail.Root.Find("Authentication-Results") is { } field && AuthenticationResults.Parse(field.Unfolded) is { } results ? [results.Server] : [],
        SpamHeaders = ["X-Spam-Flag", "X-Spam-Status", "X-Spam"],
    };

    // RFC 5321 §4.4: the server that delivers writes the reverse path there.
    private static string EnvelopeSender(MessageView mail) =>
        mail.Root.Find("Return-Path") is { } path ? path.Unfolded.Trim(' ', '\t', '<', '>') : mail.From is [var from, ..] ? from.Address : "";

    private static string? DangerOf(MailAttachment part) => MailPart.Read(part.Part, part.Size).Danger switch
    {
        FileDanger.None => null,
        FileDanger.Program => "program",
        FileDanger.Macros => "macros",
        FileDanger.Page => "page",
        FileDanger.Disguised => "disguised",
        var other => throw new InvalidOperationException($"Unknown danger {other}."),
    };

    private static string NameOf(LoopVerdict verdict) => verdict switch
    {
        LoopVerdict.Show => "show",
        LoopVerdict.Count => "count",
        LoopVerdict.ComesBack => "comes-back",
        LoopVerdict.Circles => "circles",
        _ => throw new InvalidOperationException($"Unknown verdict {verdict}."),
    };

    private static string NameOf(SenderTrust trust) => trust switch
    {
        SenderTrust.Unknown => "unknown",
        SenderTrust.Verified => "verified",
        SenderTrust.Unverified => "unverified",
        SenderTrust.Failed => "failed",
        _ => throw new InvalidOperationException($"Unknown trust {trust}."),
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json.MailExplanation);

    private static Recipient Describe(RecipientReport report) => new(
        NotEmpty(report.Recipient), NotEmpty(report.Action), NotEmpty(report.Status), NotEmpty(report.Class), report.IsHard, NotEmpty(report.DiagnosticText));

    private static string? NotEmpty(string text) => text.Length == 0 ? null : text;

    private static string NameOf(MailKind kind) => kind switch
    {
        MailKind.Message => "message",
        MailKind.Bounce => "bounce",
        MailKind.Delay => "delay",
        MailKind.AutoReply => "auto-reply",
        MailKind.List => "list",
        MailKind.Receipt => "receipt",
        MailKind.Report => "report",
        MailKind.Unreadable => "unreadable",
        _ => throw new InvalidOperationException($"Unknown kind {kind}."),
    };
}

/// <summary>The form of the explanation.</summary>
[JsonSerializable(typeof(MailExplanation))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class MailExplanationJson : JsonSerializerContext;
