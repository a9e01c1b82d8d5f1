using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;
using XmppGateway.Configuration;

namespace XmppGateway.Composition;

/// <summary>The one place that knows the logging library; everything else logs through <see cref="ILoggerFactory"/>.</summary>
internal static class Logging
{
    /// <summary>Readable lines on standard error (standard output is for <c>ready</c> and the answers of commands), and JSON on request.</summary>
    public static ILoggerFactory Create(LogOptions options, bool underJournal)
    {
        var atRunTime = new LoggingLevelSwitch(LevelConvert.ToSerilogLevel(options.Level));
        var configuration = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(atRunTime)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)

            // Writes every statement at Information.
            .MinimumLevel.Override("Npgsql", LogEventLevel.Warning)
            .WriteTo.Console(new ConsoleLines(underJournal), standardErrorFromLevel: LevelAlias.Minimum);
        foreach (var (name, level) in options.Levels)
        {
            configuration.MinimumLevel.Override(name, LevelConvert.ToSerilogLevel(level));
        }

        if (options.JsonFile is not null)
        {
            configuration.WriteTo.File(
                new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture),
                options.JsonFile,
                rollingInterval: RollingInterval.Day,
                retainedFileCountLimit: options.KeepDays);
        }

        return new GatewayLog(configuration.CreateLogger(), atRunTime);
    }
}
