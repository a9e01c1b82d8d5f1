using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>Who is named in what is said in a room (XEP-0372), both ways.</summary>
public sealed class RoomMentionTests
{
    [Theory]
    [InlineData("Mia: hello", "Mia=mia@remote.test")]
    [InlineData("Mia, Ben: hello", "Mia=mia@remote.test Ben=ben@remote.test")]
    [InlineData("Mia, hello", "Mia=mia@remote.test")]
    [InlineData("Mia:", "Mia=mia@remote.test")]
    [InlineData("hello (@Ben), and @Mia!", "@Ben=ben@remote.test @Mia=mia@remote.test")]
    [InlineData("*Mia*: @Ben, look", "@Ben=ben@remote.test")]
    [InlineData("Miau: hello", "")]
    [InlineData("Mia:hello ben@Ben", "")]
    [InlineData("well, Mia", "")]
    [InlineData("> Mia: hello\nno", "")]
    [InlineData("alice: to myself", "alice=ours-alice@remote.test")]
    public async Task A_name_at_the_beginning_or_after_a_sign_names_somebody(string text, string expected)
    {
        await using var rooms = await NamingAsync();

        await rooms.ReceiveAsync(Write(Phone, text));

        var body = Assert.IsType<Message>(rooms.Outbox.Accepted[^1].What).Body;
        Assert.Equal((text, expected), (body.Plain, string.Join(' ', MentionsIn(body))));
    }

    [Theory]
    [InlineData("xmpp:%23garden@rooms.test/Ben", 11, 14, "Ben=ben@remote.test")]
    [InlineData("xmpp:alice@localhost", 11, 14, "Ben=ours-alice@remote.test")]
    [InlineData("xmpp:%23garden@rooms.test/Nobody", 11, 14, "")]
    [InlineData("https://example.org/", 11, 14, "")]
    [InlineData("xmpp:%23garden@rooms.test/Ben", 11, 99, "")]
    public async Task Whom_a_client_means_is_named_where_it_says(string uri, int begin, int end, string expected)
    {
        await using var rooms = await NamingAsync();

        await rooms.ReceiveAsync(Write(Phone, "🌹 hello to Ben, all").With(new Mention(begin, end, uri).ToElement()));

        Assert.Equal(expected, string.Join(' ', MentionsIn(Assert.IsType<Message>(rooms.Outbox.Accepted[^1].What).Body)));
    }

    [Fact]
    public async Task Who_is_named_by_the_network_is_so_for_clients_where_the_name_stands()
    {
        await using var rooms = await InsideAsync();
        var text = RichText.Of(new RichBlock.Paragraph(
            [new RichInline.Text("🌹 "), new RichInline.Mention(ScriptedRooms.IdentityOf(Phone), "alice"), new RichInline.Text(" and "), new RichInline.Mention(new RemoteUserId(Ben), "Ben")]));

        var shown = Assert.Single(await rooms.HappensAsync(rooms.Said("$1", "") with { Body = text }));

        Assert.Equal("🌹 alice and Ben", shown.Body);
        Assert.Equal(
            [new Mention(2, 7, "xmpp:%23garden@rooms.test/alice"), new Mention(12, 15, "xmpp:%23garden@rooms.test/Ben")], Mention.FindAll(shown));
    }

    /// <summary>XEP-0308 §3: a correction takes the place of all that was said, and so of who was named in it.</summary>
    [Theory]
    [InlineData("$1", 0)]
    [InlineData("$unknown", 11)]
    public async Task Who_is_named_in_a_correction_is_so_for_clients(string target, int begin)
    {
        await using var rooms = await InsideAsync();
        await rooms.HappensAsync(rooms.Said("$1", "Bne: hello"));
        var text = RichText.Of(new RichBlock.Paragraph([new RichInline.Mention(new RemoteUserId(Ben), "Ben"), new RichInline.Text(": hello")]));

        var shown = Assert.Single(await rooms.HappensAsync(new RoomEdit
        {
            Room = rooms.Room.Id,
            By = Who(Mia),
            Timestamp = rooms.Time.GetUtcNow(),
            Target = new RemoteMessageId(target),
            Body = text,
            Id = new RemoteMessageId("$2"),
        }));

        Assert.Equal([new Mention(begin, begin + 3, "xmpp:%23garden@rooms.test/Ben")], Mention.FindAll(shown));
    }

    [Fact]
    public async Task Of_two_equal_names_the_one_is_meant_at_which_the_client_points()
    {
        await using var rooms = await NamingAsync();

        await rooms.ReceiveAsync(Write(Phone, "🌹 Ben, not Ben").With(new Mention(11, 14, "xmpp:%23garden@rooms.test/Ben").ToElement()));

        var content = Assert.IsType<RichBlock.Paragraph>(Assert.Single(Assert.IsType<Message>(rooms.Outbox.Accepted[^1].What).Body.Blocks)).Content;
        Assert.Equal([new RichInline.Text("🌹 Ben, not "), new RichInline.Mention(new RemoteUserId(Ben), "Ben")], content);
    }

    [Fact]
    public async Task A_name_that_is_also_the_beginning_of_a_word_is_shown_where_it_is_a_word()
    {
        await using var rooms = await InsideAsync();
        var text = RichText.Of(new RichBlock.Paragraph([new RichInline.Text("Bent, ask "), new RichInline.Mention(new RemoteUserId(Ben), "Ben")]));

        var shown = Assert.Single(await rooms.HappensAsync(rooms.Said("$1", "") with { Body = text }));

        Assert.Equal([new Mention(10, 13, "xmpp:%23garden@rooms.test/Ben")], Mention.FindAll(shown));
    }

    [Fact]
    public async Task A_name_in_the_quotation_of_an_answer_is_not_the_one_that_is_meant()
    {
        await using var rooms = await InsideAsync();
        await rooms.HappensAsync(rooms.Said("$1", "Ben was here"));
        var text = RichText.Of(new RichBlock.Paragraph([new RichInline.Mention(new RemoteUserId(Ben), "Ben"), new RichInline.Text("?")]));

        var shown = Assert.Single(await rooms.HappensAsync(rooms.Said("$2", "") with { Body = text, ReplyTo = new RemoteMessageId("$1") }));

        Assert.Equal("> Ben was here\nBen?", shown.Body);
        Assert.Equal((15, 18), Assert.Single(Mention.FindAll(shown)) is var mention ? (mention.Begin, mention.End) : default);
    }

    private static async Task<RoomsUnderTest> NamingAsync()
    {
        var rooms = await InsideAsync();
        rooms.Remote.Capabilities = new Capabilities { RichText = true };
        return rooms;
    }

    private static IEnumerable<string> MentionsIn(RichText text) =>
        text.Blocks.OfType<RichBlock.Paragraph>().SelectMany(paragraph => paragraph.Content).OfType<RichInline.Mention>().Select(named => $"{named.Name}={named.Who.Value}");
}
