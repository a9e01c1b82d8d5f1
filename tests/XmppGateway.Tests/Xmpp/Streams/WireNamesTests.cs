using System.Xml;
using XmppGateway.Xmpp.Streams;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Streams;

public sealed class WireNamesTests
{
    /// <summary>Seen as privileges that were not understood: two components were told theirs in the same moment, the first with these names.</summary>
    [Fact]
    public async Task A_name_that_several_streams_read_for_the_first_time_at_once_is_known_to_all()
    {
        const int Streams = 4;
        const int Names = 2000;
        using var together = new Barrier(Streams);
        var streams = Enumerable.Range(0, Streams).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var unknown = 0;
                var names = new WireNames();
                for (var i = 0; i < Names; i++)
                {
                    using var xml = XmlReader.Create(new StringReader($"<first{i}/>"), new XmlReaderSettings { NameTable = names.Table });
                    xml.Read();
                    together.SignalAndWait(TestContext.Current.CancellationToken);
                    unknown += names.Element(xml).LocalName == $"first{i}" ? 0 : 1;
                }

                return unknown;
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));

        Assert.All(await Task.WhenAll(streams), unknown => Assert.Equal(0, unknown));
    }
}
