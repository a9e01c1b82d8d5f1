using Microsoft.Extensions.Logging;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using Xunit;

namespace XmppGateway.Tests.Composition;

public sealed class LoggingTests
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
}
