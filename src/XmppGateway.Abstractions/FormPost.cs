namespace XmppGateway.Abstractions;

/// <summary>What became of <see cref="IAdapterContext.PostFormAsync"/>.</summary>
public enum FormPost
{
    /// <summary>The server has taken it (2xx).</summary>
    Taken = 0,

    /// <summary>The server does not take it, sends somewhere else, or may not be asked: an address that is not public or not HTTPS.</summary>
    Refused,

    /// <summary>Nobody answered in time, or the server says that it is not now (408, 429, 5xx).</summary>
    Unavailable,
}
