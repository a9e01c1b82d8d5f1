using System.Net;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>Which HTTP status and errcode is which kind of error (client-server API, "Standard error response").</summary>
internal static class MatrixErrorTable
{
    public static MatrixErrorKind Classify(HttpStatusCode status, string? errcode) => (errcode, (int)status) switch
    {
        ("M_LIMIT_EXCEEDED", _) or (_, 429) => MatrixErrorKind.LimitExceeded,
        ("M_UNKNOWN_TOKEN" or "M_MISSING_TOKEN", _) or (_, 401) => MatrixErrorKind.UnknownToken,

        // COMPAT(Synapse 1.160): two creations of one room at the same time give the later one 409 M_UNKNOWN.
        ("M_USER_IN_USE" or "M_ROOM_IN_USE" or "M_DUPLICATE_ANNOTATION", _) or ("M_UNKNOWN", 409) => MatrixErrorKind.InUse,
        ("M_TOO_LARGE", _) or (_, 413) => MatrixErrorKind.TooLarge,

        // COMPAT(Synapse 1.160): who joins a room of which no server is known gets 404 M_UNKNOWN.
        ("M_NOT_FOUND", _) or ("M_UNKNOWN", 404) => MatrixErrorKind.NotFound,

        // Of a part of a file that ends before it (RFC 9110 §15.5.17).
        (_, 416) => MatrixErrorKind.Refused,
        (_, >= 500 or 408) => MatrixErrorKind.Unavailable,
        ("M_FORBIDDEN" or "M_EXCLUSIVE", _) => MatrixErrorKind.Forbidden,

        // COMPAT(Synapse 1.160): who wants into a room and is banned from it.
        ("M_BAD_STATE", 403) => MatrixErrorKind.Forbidden,

        // A 4xx without an errcode comes from a proxy in front of the homeserver; M_UNRECOGNIZED from a wrong base URL or version.
        (null or "M_UNRECOGNIZED", _) => MatrixErrorKind.Unavailable,
        _ => MatrixErrorKind.Refused,
    };
}
