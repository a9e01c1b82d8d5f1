namespace XmppGateway.Storage;

/// <summary>The store cannot be used now. The message says why and what an operator can do; it holds no data.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
