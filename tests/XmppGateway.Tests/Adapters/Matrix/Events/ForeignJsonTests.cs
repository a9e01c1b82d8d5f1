using System.Text;
using System.Text.Json;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Events;

/// <summary>RFC 8259 §8.2: an escape can be half a surrogate pair, in the name of a member, too.</summary>
public sealed class ForeignJsonTests
{
    [Fact]
    public void A_name_of_half_a_pair_hides_no_other_member()
    {
        var element = JsonDocument.Parse("""{"type":"m.x","\ud800\ud800":1}""").RootElement;

        Assert.Equal("m.x", element.Text("type"));
        Assert.Null(element.Text("other"));
    }

    [Fact]
    public void An_event_with_such_a_name_costs_no_neighbour()
    {
        const string Good = """{"type":"m.room.message","event_id":"$good","room_id":"!r:matrix.test","sender":"@mia:matrix.test","content":{}}""";
        var body = Encoding.UTF8.GetBytes($$"""{"events":[{"\ud800\ud800\ud800":1,"type":"m.x"},{"type":"m.x","\ud800\ud800\ud800":1},{{Good}}]}""");

        var (arrivals, _, _) = new TransactionReader(new GhostIds("matrix.test")).Read(body);

        Assert.Equal("!r:matrix.test", Assert.Single(arrivals).Lane);
    }

    [Fact]
    public void Lists_of_people_are_read_around_it()
    {
        var create = JsonDocument.Parse("""{"room_version":"12","additional_creators":["\ud800","@ben:matrix.test"]}""").RootElement;
        var levels = JsonDocument.Parse("""{"users":{"\ud800":50,"@ann:matrix.test":50}}""").RootElement;
        var programs = JsonDocument.Parse("""{"service_members":["\ud800","@bot:matrix.test"]}""").RootElement;

        Assert.True(new PowerLevels(default, create, "@mia:matrix.test").IsCreator("@ben:matrix.test"));
        Assert.Equal(["@ann:matrix.test"], new PowerLevels(levels, default, null).Named);
        Assert.Equal(["@bot:matrix.test"], GroupRanks.ReadPrograms(programs));
    }

    [Fact]
    public void Levels_that_are_nested_deep_can_be_changed()
    {
        var nested = new string('[', 70) + new string(']', 70);
        var content = JsonDocument.Parse($$"""{"x":{{nested}}}""", TransactionReader.Options).RootElement;

        Assert.NotNull(new PowerLevels(content, default, null).With("@ben:matrix.test", 50));
    }
}
