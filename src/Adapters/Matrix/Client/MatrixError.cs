using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>Errors of the client-server API by what follows from them.</summary>
internal enum MatrixErrorKind
{
    /// <summary>M_LIMIT_EXCEEDED: wait as told.</summary>
    LimitExceeded,

    /// <summary>M_FORBIDDEN, M_EXCLUSIVE: not with these rights.</summary>
    Forbidden,

    /// <summary>M_UNKNOWN_TOKEN, M_MISSING_TOKEN: the as_token is wrong; nothing works until the operator mends it.</summary>
    UnknownToken,

    /// <summary>M_NOT_FOUND: the thing does not exist.</summary>
    NotFound,

    /// <summary>M_TOO_LARGE, or an answer beyond our own limit.</summary>
    TooLarge,

    /// <summary>M_USER_IN_USE, M_ROOM_IN_USE, M_DUPLICATE_ANNOTATION: it exists already.</summary>
    InUse,

    /// <summary>Any other refusal.</summary>
    Refused,

    /// <summary>No answer, a server error, or an answer that is none of a homeserver's: later, perhaps.</summary>
    Unavailable,
}

/// <summary>Why a request failed.</summary>
/// <param name="Code">The errcode, or the HTTP status when there was none.</param>
/// <param name="Text">The server's own words; in English what this program says where the server says nothing. For operators.</param>
/// <param name="RetryAfter">The wait that it asks for.</param>
internal sealed record MatrixError(MatrixErrorKind Kind, string Code, string Text, TimeSpan? RetryAfter = null)
{
    /// <summary>What this program says where the server says nothing.</summary>
    public LocalText? Own { get; init; }

    /// <summary>For the user: <see cref="Own"/>, or what the server said, quoted.</summary>
    public LocalText Words => Own ?? MatrixTexts.Said(Text);

    /// <summary>An error of which the server says nothing.</summary>
    public static MatrixError Of(MatrixErrorKind kind, string code, LocalText own, string? forOperators = null) =>
        new(kind, code, forOperators ?? own.English) { Own = own };

    public override string ToString() => Code + ": " + Text;

    /// <summary>True when the same request may work later without anybody doing something in between.</summary>
    public bool IsTemporary => Kind is MatrixErrorKind.LimitExceeded or MatrixErrorKind.Unavailable or MatrixErrorKind.UnknownToken;
}
