using Microsoft.Extensions.Logging;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Outbox;
using XmppGateway.Tests.Configuration;
using Xunit;

namespace XmppGateway.Tests.Composition;

public sealed partial class LoggingTests
{
    [Theory]
    [InlineData("Npgsql.Command")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel")]
    public void What_libraries_tell_of_their_work_is_left_out_unless_it_is_asked_for(string category)
    {
        using var usual = Logging.Create(LogOptions.Default, underJournal: false);
        using var asked = Logging.Create(
            LogOptions.Default with { Levels = new Dictionary<string, LogLevel> { [category.Split('.')[0]] = LogLevel.Debug } }, underJournal: false);

        Assert.False(usual.CreateLogger(category).IsEnabled(LogLevel.Information));
        Assert.True(usual.CreateLogger(category).IsEnabled(LogLevel.Warning));
        Assert.True(asked.CreateLogger(category).IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public void Whoever_logs_while_a_message_is_worked_on_names_it()
    {
        using var folder = new TemporaryFolder();
        using (var log = Logging.Create(LogOptions.Default with { JsonFile = Path.Combine(folder.Path, "log.json") }, underJournal: false))
        {
            using (MessageScope.Begin(log.CreateLogger("XmppGateway.Outbox"), "k3m2x7qa"))
            {
                SomeLine(log.CreateLogger("XmppGateway.Adapters.Email"), "inside");
            }

            SomeLine(log.CreateLogger("XmppGateway.Adapters.Email"), "outside");
        }

        var lines = File.ReadAllLines(Directory.GetFiles(folder.Path, "log*.json").Single());
        Assert.Contains("\"MessageId\":\"k3m2x7qa\"", Assert.Single(lines, line => line.Contains("inside", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("MessageId", Assert.Single(lines, line => line.Contains("outside", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [LoggerMessage(9900, LogLevel.Warning, "{Word}")]
    private static partial void SomeLine(ILogger logger, string word);
}
