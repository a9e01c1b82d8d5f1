using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Extensions.Logging;
using XmppGateway.Operations;

namespace XmppGateway.Composition;

/// <summary>The program's log, whose level can be changed while it works.</summary>
internal sealed class GatewayLog(Logger log, LoggingLevelSwitch level) : ILoggerFactory, ILogLevel
{
    private readonly SerilogLoggerFactory _loggers = new(log, dispose: true);

    public LogLevel Level
    {
        get => LevelConvert.ToExtensionsLevel(level.MinimumLevel);
        set => level.MinimumLevel = LevelConvert.ToSerilogLevel(value);
    }

    public ILogger CreateLogger(string categoryName) => _loggers.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => _loggers.AddProvider(provider);

    public void Dispose() => _loggers.Dispose();
}
