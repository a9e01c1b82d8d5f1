using Microsoft.Extensions.Logging;

namespace XmppGateway.Operations;

/// <summary>How much is logged now, where <c>Log:Levels</c> says nothing else.</summary>
internal interface ILogLevel
{
    LogLevel Level { get; set; }
}
