using System.Text.RegularExpressions;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>What servers mean by what they say: reply codes, and phrases where there is no code. Data; the first match counts.</summary>
internal static partial class FailureReasons
{
    private const string NoSuchMailbox = "1.1";
    private const string NoSuchHost = "1.2";
    private const string Moved = "1.6";

    /// <summary>Lower-case phrases, and the subject and detail of RFC 3463 that they stand for. The more special come first.</summary>
    private static readonly (string Phrase, string Detail)[] Phrases =
    [
        ("mailbox full", "2.2"), ("mailbox is full", "2.2"), ("mailfolder is full", "2.2"), ("over quota", "2.2"), ("overquota", "2.2"),
        ("quota exceeded", "2.2"), ("exceeded storage", "2.2"), ("mailbox exceeded", "2.2"), ("mailbox size limit", "2.2"),
        ("exceed mailbox quota", "2.2"), ("inbox is full", "2.2"), ("out of storage", "2.2"), ("not enough storage", "2.2"),
        ("quota violation", "2.2"), ("mailbox quota", "2.2"), ("storage quota", "2.2"), ("is full", "2.2"),
        ("has moved", Moved), ("no longer using this address", Moved), ("has been changed", Moved),
        ("message too large", "3.4"), ("message size exceeds", "3.4"), ("message is too large", "3.4"), ("too big", "3.4"), ("size limit", "3.4"),
        ("user unknown", NoSuchMailbox), ("unknown user", NoSuchMailbox), ("no such user", NoSuchMailbox), ("no such mailbox", NoSuchMailbox),
        ("no mailbox here", NoSuchMailbox), ("mailbox not found", NoSuchMailbox), ("user not found", NoSuchMailbox),
        ("recipient not found", NoSuchMailbox), ("address not found", NoSuchMailbox), ("does not exist", NoSuchMailbox),
        ("unknown recipient", NoSuchMailbox), ("recipient unknown", NoSuchMailbox), ("unknown address", NoSuchMailbox),
        ("unknown local", NoSuchMailbox), ("no such address", NoSuchMailbox), ("invalid recipient", NoSuchMailbox),
        ("invalid mailbox", NoSuchMailbox), ("invalid user", NoSuchMailbox), ("not a valid recipient", NoSuchMailbox),
        ("no valid recipient", NoSuchMailbox), ("not a known user", NoSuchMailbox), ("not listed in", NoSuchMailbox),
        ("is not recognized", NoSuchMailbox), ("doesn't have a", NoSuchMailbox), ("no account by that name", NoSuchMailbox),
        ("no such recipient", NoSuchMailbox), ("not our customer", NoSuchMailbox), ("wasn't found at", NoSuchMailbox),
        ("couldn't be found", NoSuchMailbox), ("could not be found", NoSuchMailbox), ("mailbox unknown", NoSuchMailbox),
        ("not a registered", NoSuchMailbox), ("unrouteable mail", NoSuchMailbox), ("recipientnotfound", NoSuchMailbox),
        ("host unknown", NoSuchHost), ("unknown host", NoSuchHost), ("host not found", NoSuchHost), ("domain not found", NoSuchHost),
        ("unrouteable address", NoSuchHost), ("no such domain", NoSuchHost), ("unknown domain", NoSuchHost), ("no such host", NoSuchHost),
        ("couldn't find any host", NoSuchHost), ("domain name not found", NoSuchHost), ("does not accept mail", "1.10"),
        ("account disabled", "2.1"), ("mailbox disabled", "2.1"), ("account is disabled", "2.1"), ("has been suspended", "2.1"),
        ("has been disabled", "2.1"), ("mailbox unavailable", "2.1"), ("inactive", "2.1"),
        ("spam", "7.1"), ("blacklist", "7.1"), ("blocked", "7.1"), ("denied", "7.1"), ("not allowed", "7.1"), ("relay", "7.1"), ("policy", "7.1"),
        ("virus", "7.1"), ("not a member", "7.2"), ("rejected", "7.1"),
        ("too many connections", "4.5"), ("connection refused", "4.1"), ("connection timed out", "4.1"), ("operation timed out", "4.1"),
        ("unable to connect", "4.1"), ("not able to establish", "4.1"), ("network is unreachable", "4.1"), ("no route to host", "4.1"),
        ("name service error", "4.3"), ("name server", "4.3"), ("hop count", "4.6"), ("too many hops", "4.6"), ("loop", "4.6"),
        ("too long", "4.7"), ("retry time", "4.7"), ("failing for a long time", "4.7"), ("queue", "4.7"), ("for 5 days", "4.7"), ("delivery time expired", "4.7"),
    ];

    /// <summary>The RFC 3463 code that a text holds, the one behind an SMTP reply code first; empty when there is none.</summary>
    public static string FindStatus(string text)
    {
        var replied = FindRepliedStatus(text);
        return replied.Length > 0 ? replied : StatusCode().Match(text).Value;
    }

    /// <summary>The RFC 3463 code right behind an SMTP reply code; empty when there is none.</summary>
    public static string FindRepliedStatus(string text) => ReplyWithStatus().Match(text).Groups[1].Value;

    /// <summary>The first digit of the SMTP reply that a text quotes: 4 or 5; null when it quotes none.</summary>
    public static string? FindReplyClass(string text) => Reply().Match(text) is { Success: true } reply ? reply.Groups[1].Value : null;

    /// <summary>The code that the words stand for; empty when they say nothing known.</summary>
    public static string Guess(string text, string replyClass) => DetailOf(text) is { } detail ? $"{replyClass}.{detail}" : "";

    /// <summary>Whether the address is at fault: by the code, or by the words where the code is one that servers use for everything.</summary>
    public static bool IsOfAddress(string status, string words)
    {
        var detail = status.Length > 2 ? status[2..] : "0.0";
        if (detail is "0.0" or "1.0" or "2.0" or "2.1" or "3.0" or "5.0")
        {
            detail = DetailOf(words) ?? detail;
        }

        return detail is NoSuchMailbox or NoSuchHost or Moved or "1.3" or "1.10" or "4.4";
    }

    private static string? DetailOf(string text)
    {
        foreach (var (phrase, detail) in Phrases)
        {
            if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase))
            {
                return detail;
            }
        }

        return null;
    }

    // Not inside a longer number: addresses of hosts and versions of programs look alike.
    [GeneratedRegex(@"(?<![\w.])[245]\.[0-7]\.[0-9]{1,3}(?![\w]|\.[0-9])")]
    private static partial Regex StatusCode();

    [GeneratedRegex(@"(?<![\w.])[245][0-9]{2}[ \-]+#?([245]\.[0-7]\.[0-9]{1,3})(?![\w]|\.[0-9])")]
    private static partial Regex ReplyWithStatus();

    [GeneratedRegex(@"(?<![\w.\-])([45])[0-5][0-9](?=[ \-:.,]|$)")]
    private static partial Regex Reply();
}
