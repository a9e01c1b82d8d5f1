using System.Collections.Frozen;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>Which command is legal when, and where it leads once it has succeeded (RFC 5321 §4.1.4, RFC 2033 §4).</summary>
internal static class LmtpStateTable
{
    private static readonly FrozenDictionary<(LmtpState, LmtpVerb), LmtpState> Rows = new Dictionary<(LmtpState, LmtpVerb), LmtpState>
    {
        [(LmtpState.Greeted, LmtpVerb.Lhlo)] = LmtpState.Ready,
        [(LmtpState.Greeted, LmtpVerb.Rset)] = LmtpState.Greeted,
        [(LmtpState.Greeted, LmtpVerb.Noop)] = LmtpState.Greeted,
        [(LmtpState.Greeted, LmtpVerb.Vrfy)] = LmtpState.Greeted,
        [(LmtpState.Greeted, LmtpVerb.Help)] = LmtpState.Greeted,
        [(LmtpState.Greeted, LmtpVerb.Quit)] = LmtpState.Greeted,

        [(LmtpState.Ready, LmtpVerb.Lhlo)] = LmtpState.Ready,
        [(LmtpState.Ready, LmtpVerb.Mail)] = LmtpState.Sender,
        [(LmtpState.Ready, LmtpVerb.Rset)] = LmtpState.Ready,
        [(LmtpState.Ready, LmtpVerb.Noop)] = LmtpState.Ready,
        [(LmtpState.Ready, LmtpVerb.Vrfy)] = LmtpState.Ready,
        [(LmtpState.Ready, LmtpVerb.Help)] = LmtpState.Ready,
        [(LmtpState.Ready, LmtpVerb.Quit)] = LmtpState.Ready,

        // RFC 5321 §4.1.1.1: a second LHLO ends the transaction, as RSET does.
        [(LmtpState.Sender, LmtpVerb.Lhlo)] = LmtpState.Ready,
        [(LmtpState.Sender, LmtpVerb.Rcpt)] = LmtpState.Recipients,
        [(LmtpState.Sender, LmtpVerb.Rset)] = LmtpState.Ready,
        [(LmtpState.Sender, LmtpVerb.Noop)] = LmtpState.Sender,
        [(LmtpState.Sender, LmtpVerb.Vrfy)] = LmtpState.Sender,
        [(LmtpState.Sender, LmtpVerb.Help)] = LmtpState.Sender,
        [(LmtpState.Sender, LmtpVerb.Quit)] = LmtpState.Sender,

        // RFC 2033 §4.2: DATA without an accepted recipient is 503, so it is legal from here only.
        [(LmtpState.Recipients, LmtpVerb.Lhlo)] = LmtpState.Ready,
        [(LmtpState.Recipients, LmtpVerb.Rcpt)] = LmtpState.Recipients,
        [(LmtpState.Recipients, LmtpVerb.Data)] = LmtpState.Ready,
        [(LmtpState.Recipients, LmtpVerb.Rset)] = LmtpState.Ready,
        [(LmtpState.Recipients, LmtpVerb.Noop)] = LmtpState.Recipients,
        [(LmtpState.Recipients, LmtpVerb.Vrfy)] = LmtpState.Recipients,
        [(LmtpState.Recipients, LmtpVerb.Help)] = LmtpState.Recipients,
        [(LmtpState.Recipients, LmtpVerb.Quit)] = LmtpState.Recipients,
    }.ToFrozenDictionary();

    /// <summary>The state after a successful <paramref name="verb"/>, or null when it is out of order.</summary>
    public static LmtpState? Next(LmtpState state, LmtpVerb verb) => Rows.TryGetValue((state, verb), out var next) ? next : null;

    /// <summary>What would have been in order, for the 503.</summary>
    public static LmtpReply OutOfOrder(LmtpState state) => state switch
    {
        LmtpState.Greeted => new(503, "5.5.1", "Say LHLO first"),
        LmtpState.Ready => new(503, "5.5.1", "Say MAIL first"),
        LmtpState.Sender => new(503, "5.5.1", "No valid recipients"),
        LmtpState.Recipients => new(503, "5.5.1", "Sender already given"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
