namespace XmppGateway.Xmpp.Streams;

/// <summary>The stream ended, or never came to be. Caught in one place, the connection loop.</summary>
public sealed class StreamException : Exception
{
    /// <summary>A stream error that the server sent, or that is to be said about it.</summary>
    public StreamException(StreamError error, Exception? inner = null)
        : base(error.ToString(), inner)
    {
        Failure = StreamConditions.Consequence(error.Condition);
        Error = error;
    }

    /// <summary>A failure below XMPP: socket, name look-up, TLS.</summary>
    public StreamException(StreamFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    public StreamFailure Failure { get; }

    /// <summary>The server's own condition and text; null when the failure was below XMPP.</summary>
    public StreamError? Error { get; }
}
