namespace XmppGateway.Operations;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    /// <summary>Done, or stopped as asked.</summary>
    public const int Done = 0;

    /// <summary>It did not work: the store or a port is not available, there is no such entry, or a mistake in the program.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong; nothing was begun.</summary>
    public const int Misconfigured = 2;
}
