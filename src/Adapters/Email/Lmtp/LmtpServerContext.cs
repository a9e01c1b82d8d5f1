using Microsoft.Extensions.Logging;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>What all conversations of one listener share.</summary>
/// <param name="Host">The name in the greeting.</param>
internal sealed record LmtpServerContext(string Host, LmtpLimits Limits, BufferBudget Budget, TimeProvider Time, ILogger Logger);
