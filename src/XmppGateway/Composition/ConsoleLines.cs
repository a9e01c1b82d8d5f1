using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace XmppGateway.Composition;

/// <summary>
/// One log event as one line for people: <c>12:30:01.250 warn ComponentLink: mail.example.org is not attached</c>. What came from outside
/// cannot begin a line of its own.
/// </summary>
/// <param name="underJournal">The journal has the time already, and takes the severity from a number in front (sd-daemon(3)).</param>
internal sealed class ConsoleLines(bool underJournal) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        if (underJournal)
        {
            output.Write(Severity(logEvent.Level));
        }
        else
        {
            output.Write(logEvent.Timestamp.ToString("HH:mm:ss.fff ", CultureInfo.InvariantCulture));
            output.Write(Word(logEvent.Level));
            output.Write(' ');
        }

        if (logEvent.Properties.TryGetValue("SourceContext", out var source) && source is ScalarValue { Value: string name })
        {
            output.Write(name.AsSpan(name.LastIndexOf('.') + 1));
            output.Write(": ");
        }

        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            WriteCleaned(Render(token, logEvent.Properties), output);
        }

        output.WriteLine();
        if (logEvent.Exception is not null)
        {
            output.WriteLine(logEvent.Exception);
        }
    }

    // Like the library's own rendering, but without quotation marks around texts.
    private static string Render(MessageTemplateToken token, IReadOnlyDictionary<string, LogEventPropertyValue> properties)
    {
        if (token is PropertyToken property && properties.TryGetValue(property.PropertyName, out var value) && value is ScalarValue { Value: string text })
        {
            return text;
        }

        using var rendered = new StringWriter(CultureInfo.InvariantCulture);
        token.Render(properties, rendered, CultureInfo.InvariantCulture);
        return rendered.ToString();
    }

    private static void WriteCleaned(string message, TextWriter output)
    {
        foreach (var c in message)
        {
            output.Write(char.IsControl(c) ? ' ' : c);
        }
    }

    private static string Word(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "trace",
        LogEventLevel.Debug => "debug",
        LogEventLevel.Information => "info ",
        LogEventLevel.Warning => "warn ",
        LogEventLevel.Error => "error",
        LogEventLevel.Fatal => "fatal",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };

    // syslog(3) priorities.
    private static string Severity(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "<7>",
        LogEventLevel.Information => "<6>",
        LogEventLevel.Warning => "<4>",
        LogEventLevel.Error => "<3>",
        LogEventLevel.Fatal => "<2>",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };
}
