namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>How far a conversation has come.</summary>
internal enum LmtpState
{
    /// <summary>Before LHLO.</summary>
    Greeted,

    /// <summary>Between transactions.</summary>
    Ready,

    /// <summary>After MAIL, without an accepted recipient.</summary>
    Sender,

    /// <summary>With at least one accepted recipient.</summary>
    Recipients,
}
