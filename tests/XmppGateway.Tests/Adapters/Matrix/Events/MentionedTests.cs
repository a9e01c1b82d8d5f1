using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Events;

public sealed class MentionedTests
{
    private static readonly RichInline Mia = new RichInline.Mention(new RemoteUserId("@mia:matrix.test"), "Mia");
    private static readonly RichInline Noah = new RichInline.Mention(new RemoteUserId("@noah:matrix.test"), "Noah");
    private static readonly RichInline Nobody = new RichInline.Mention(new RemoteUserId("bob@example.test"), "Bob");

    [Fact]
    public void Those_who_are_named_are_told_once_and_have_a_link()
    {
        var content = ContentOf(RichText.Of(
            new RichBlock.Paragraph([new RichInline.Strong([Mia]), new RichInline.Text(": "), Noah, Nobody]),
            new RichBlock.List([new RichListItem([Mia])], null)));

        Assert.Equal("""{"user_ids":["@mia:matrix.test","@noah:matrix.test"]}""", content["m.mentions"]?.ToJsonString());
        Assert.Contains("https://matrix.to/#/%40mia%3Amatrix.test", (string?)content["formatted_body"], StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_named_in_a_quotation_only_is_not_told() =>
        Assert.Null(ContentOf(RichText.Of(new RichBlock.Quote([new RichBlock.Paragraph([Mia])])))["m.mentions"]);

    [Fact]
    public void An_edit_tells_nobody_a_second_time()
    {
        var content = Read(OutgoingContent.Of(
            new Edit
            {
                User = MatrixHarness.Alice,
                Contact = MatrixHarness.MiaAsContact,
                Timestamp = DateTimeOffset.UnixEpoch,
                Target = new RemoteMessageId("$first"),
                Body = RichText.Of(new RichBlock.Paragraph([Mia])),
            },
            "id").Content);

        Assert.Equal("{}", content["m.mentions"]?.ToJsonString());
        Assert.Equal("""{"user_ids":["@mia:matrix.test"]}""", content["m.new_content"]!["m.mentions"]?.ToJsonString());
    }

    private static JsonNode ContentOf(RichText text) => Read(OutgoingContent.Of(
        new Message { User = MatrixHarness.Alice, Contact = MatrixHarness.MiaAsContact, Timestamp = DateTimeOffset.UnixEpoch, Body = text }, "id").Content);

    private static JsonNode Read(ReadOnlyMemory<byte> content) => JsonNode.Parse(content.Span)!;
}
