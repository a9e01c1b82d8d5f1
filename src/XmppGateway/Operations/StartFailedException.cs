namespace XmppGateway.Operations;

/// <summary>The program cannot work on this machine as configured. The message is shown to the operator as it is; exit code 1.</summary>
internal sealed class StartFailedException(string message, Exception? inner = null) : Exception(message, inner);
