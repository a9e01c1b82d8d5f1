using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Tests.Xmpp.Streams;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Xeps;

/// <summary>Archives, in the shapes of the examples of XEP-0059, XEP-0082 and XEP-0313.</summary>
public class ArchiveXepTests
{
    private static readonly DateTimeOffset Moon = new(1969, 7, 21, 2, 56, 15, TimeSpan.Zero);

    [Fact] // XEP-0313 §4
    public void A_request_for_everything()
    {
        var request = Request("<query xmlns='urn:xmpp:mam:2' queryid='f27'/>");

        Assert.Equal("f27", request?.QueryId);
        Assert.Equal(new ResultSetQuery(), request?.Page);
        Assert.Equal((null, null, null), (request?.Start, request?.End, request?.With));
        Assert.Equal((null, null, false, false), (request?.AfterId, request?.BeforeId, request?.IsFlipped, request?.HasUnknownField));
        Assert.Empty(request!.Ids);
        Assert.Null(Request("<query xmlns='urn:xmpp:mam:2'/>")?.QueryId);
    }

    [Fact] // XEP-0313 §4.1.1 to §4.1.3
    public void A_request_for_a_part()
    {
        Assert.Equal(Jid.Parse("juliet@capulet.lit"), Filtered(("with", "juliet@capulet.lit")).With);
        var span = Filtered(("start", "2010-06-07T00:00:00Z"), ("end", "2010-07-07T13:23:54Z"));
        Assert.Equal(new DateTimeOffset(2010, 6, 7, 0, 0, 0, TimeSpan.Zero), span.Start);
        Assert.Equal(new DateTimeOffset(2010, 7, 7, 13, 23, 54, TimeSpan.Zero), span.End);
        var between = Filtered(("after-id", "28482-98726-73623"), ("before-id", "09af3-cc343-b409f"));
        Assert.Equal(("28482-98726-73623", "09af3-cc343-b409f"), (between.AfterId, between.BeforeId));
        Assert.Equal(["28482-98726-73623"], Filtered(("ids", "28482-98726-73623")).Ids);
        Assert.All([span, between], request => Assert.False(request.HasUnknownField));
    }

    [Fact] // XEP-0313 §4.3
    public void A_request_for_a_page()
    {
        const string Since = "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>"
            + "<field var='start'><value>2010-08-07T00:00:00Z</value></field></x>";
        var last = Request($"<query xmlns='urn:xmpp:mam:2'>{Since}<set xmlns='http://jabber.org/protocol/rsm'><max>10</max><before/></set></query>");
        var flipped = Request(
            $"<query xmlns='urn:xmpp:mam:2'>{Since}<set xmlns='http://jabber.org/protocol/rsm'><max>10</max><after>09af3-cc343-b409f</after></set><flip-page/></query>");

        Assert.Equal(new ResultSetQuery { Maximum = 10, Before = "" }, last?.Page);
        Assert.False(last?.IsFlipped);
        Assert.Equal(new ResultSetQuery { Maximum = 10, After = "09af3-cc343-b409f" }, flipped?.Page);
        Assert.True(flipped?.IsFlipped);
        Assert.Equal(new DateTimeOffset(2010, 8, 7, 0, 0, 0, TimeSpan.Zero), flipped?.Start);
    }

    [Theory]
    [InlineData("{http://example.com/}free-text-search", "Where arth thou, my Juliet?")]
    [InlineData("include-groupchat", "true")]
    [InlineData("start", "yesterday")]
    [InlineData("end", "")]
    [InlineData("with", "@")]
    [InlineData("with", "")]
    public void A_field_that_cannot_be_obeyed_is_known(string name, string value) => Assert.True(Filtered((name, value)).HasUnknownField);

    [Fact]
    public void Only_a_request_asks_for_a_part()
    {
        const string Query = "<query xmlns='urn:xmpp:mam:2'/>";
        var get = Read($"<iq type='get' id='form1'>{Query}</iq>");

        Assert.True(ArchiveRequest.AsksForForm(get));
        Assert.False(ArchiveRequest.AsksForMetadata(get));
        Assert.Null(ArchiveRequest.Find(get));
        Assert.Null(ArchiveRequest.Find(Read($"<iq type='error' id='1'>{Query}</iq>")));
        Assert.Null(ArchiveRequest.Find(Read($"<message>{Query}</message>")));
        Assert.Null(Request("<query xmlns='urn:xmpp:mam:1'/>"));
        Assert.False(ArchiveRequest.AsksForForm(Read($"<iq type='set' id='1'>{Query}</iq>")));
    }

    [Fact] // XEP-0313 §4.1.5
    public void The_fields_that_can_be_asked_for() => Assert.Equal(
        "<iq id='form1' type='result'><query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='form'>"
        + "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field><field var='with' type='jid-single'/>"
        + "<field var='start' type='text-single'/><field var='end' type='text-single'/>"
        + "<field var='before-id' type='text-single'/><field var='after-id' type='text-single'/><field var='ids' type='list-multi'>"
        + "<validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:string'><open/></validate></field></x></query></iq>",
        new Stanza(StanzaKind.Iq) { Id = "form1", Type = "result" }.With(ArchiveRequest.Fields()).Render());

    [Fact] // XEP-0122 §3.2.2
    public void A_list_that_takes_other_values_says_so()
    {
        Assert.True(DataForm.Find(ArchiveRequest.Fields())!.Fields.Single(field => field.Var == "ids").IsOpen);
        Assert.All(DataForm.Find(ArchiveRequest.Fields())!.Fields.Where(field => field.Var != "ids"), field => Assert.False(field.IsOpen));
    }

    [Fact] // XEP-0313 §4.2, §6.1.2
    public void One_message_of_an_answer()
    {
        var said = Read("<message from='coven@chat.shakespeare.lit/firstwitch' id='162BEBB1' type='groupchat'><body>Thrice.</body></message>");
        var at = new DateTimeOffset(2002, 10, 13, 23, 58, 37, TimeSpan.Zero);

        var result = Read(new Stanza(StanzaKind.Message).With(ArchiveRequest.Result("g27", "78527-06716-51603", at, said)).Render());

        var element = Assert.Single(result.Payloads);
        Assert.Equal(Namespaces.Archive + "result", element.Name);
        Assert.Equal(("g27", "78527-06716-51603"), (element.Attribute("queryid")?.Value, element.Attribute("id")?.Value));
        var forwarded = Assert.Single(element.Elements());
        Assert.Equal("2002-10-13T23:58:37.000Z", forwarded.Element(Namespaces.Delay + "delay")?.Attribute("stamp")?.Value);
        Assert.Equal(XNamespace.Get("jabber:client") + "message", forwarded.Elements().Last().Name);
        Assert.Equal(said.Render(), Forwarding.Unwrap(element)?.Render());
        Assert.Null(ArchiveRequest.Result(null, "x", at, said).Attribute("queryid"));
    }

    [Fact] // XEP-0313 §4.3
    public void The_end_of_an_answer()
    {
        Assert.Equal(
            "<iq id='u29303' type='result'><fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'>"
            + "<first>23452-4534-1</first><last>390-2342-22</last><count>16</count></set></fin></iq>",
            Answer("u29303", ArchiveRequest.Fin(true, new ResultSet("23452-4534-1", "390-2342-22", 16))));
        Assert.Equal(
            "<iq id='page80' type='result'><fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><count>790</count></set></fin></iq>",
            Answer("page80", ArchiveRequest.Fin(false, new ResultSet(null, null, 790))));
    }

    [Fact] // XEP-0313 §5
    public void The_ends_of_an_archive()
    {
        Assert.True(ArchiveRequest.AsksForMetadata(Read("<iq type='get' id='jui8921rr9'><metadata xmlns='urn:xmpp:mam:2'/></iq>")));
        Assert.False(ArchiveRequest.AsksForMetadata(Read("<iq type='set' id='jui8921rr9'><metadata xmlns='urn:xmpp:mam:2'/></iq>")));
        Assert.Equal(
            "<iq id='jui8921rr9' type='result'><metadata xmlns='urn:xmpp:mam:2'><start id='YWxwaGEg' timestamp='2008-08-22T21:09:04.000Z'/>"
            + "<end id='b21lZ2Eg' timestamp='2020-04-20T14:34:21.000Z'/></metadata></iq>",
            Answer("jui8921rr9", ArchiveRequest.Metadata(
                ("YWxwaGEg", new DateTimeOffset(2008, 8, 22, 21, 9, 4, TimeSpan.Zero)), ("b21lZ2Eg", new DateTimeOffset(2020, 4, 20, 14, 34, 21, TimeSpan.Zero)))));
        Assert.Equal("<iq id='x' type='result'><metadata xmlns='urn:xmpp:mam:2'/></iq>", Answer("x", ArchiveRequest.Metadata(null, null)));
    }

    [Theory] // XEP-0059 §2
    [InlineData("<max>10</max>", 10, null, null)]
    [InlineData("<max>10</max><after>peterpan@neverland.lit</after>", 10, "peterpan@neverland.lit", null)]
    [InlineData("<max>10</max><before>peter@pixyland.org</before>", 10, null, "peter@pixyland.org")]
    [InlineData("<max>10</max><before/>", 10, null, "")]
    [InlineData("<max>0</max>", 0, null, null)]
    [InlineData("<max>-1</max><after/>", null, null, null)]
    [InlineData("<max>2147483648</max>", null, null, null)]
    [InlineData("<max/>", null, null, null)]
    [InlineData("", null, null, null)]
    public void A_page(string content, int? maximum, string? after, string? before) => Assert.Equal(
        new ResultSetQuery { Maximum = maximum, After = after, Before = before },
        ResultSetQuery.Find(XElement.Parse($"<query xmlns='jabber:iq:search'><set xmlns='http://jabber.org/protocol/rsm'>{content}</set></query>")));

    [Theory] // XEP-0082 §3.2
    [InlineData("1969-07-21T02:56:15Z", 0)]
    [InlineData("1969-07-20T21:56:15-05:00", 0)]
    [InlineData("1969-07-21T02:56:15", 0)]
    [InlineData("1969-07-21T02:56:15.5Z", 5_000_000)]
    [InlineData("1969-07-21T02:56:15.123456Z", 1_234_560)]
    [InlineData("1969-07-21T02:56:15.1234567+00:00", 1_234_567)]
    [InlineData("1969-07-20T21:56:15.123456789-05:00", 1_234_567)]
    [InlineData("1969-07-21T02:56:15.000000000000000000000000001Z", 0)]
    public void A_time_is_read(string text, long ticks) => Assert.Equal(Moon.AddTicks(ticks), Time.Read(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1776-07-04")]
    [InlineData("16:00:00")]
    [InlineData("19690721T02:56:15")]
    [InlineData("1969-07-21 02:56:15Z")]
    [InlineData("1969-07-21T02:56:15.Z.")]
    [InlineData("1969-02-30T02:56:15Z")]
    [InlineData("1969-07-21T02:56:15+99:00")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData(".")]
    public void What_is_no_time(string? text) => Assert.Null(Time.Read(text));

    [Fact] // XEP-0082 §3.2
    public void A_time_is_written_in_UTC_to_the_millisecond()
    {
        Assert.Equal("1969-07-21T02:56:15.000Z", Time.Write(Moon.ToOffset(TimeSpan.FromHours(-5))));
        Assert.Equal("1969-07-21T02:56:15.123Z", Time.Write(Moon.AddTicks(1_239_999)));
        Assert.Equal(DateTimeOffset.MinValue, Time.Read(Time.Write(DateTimeOffset.MinValue)));
    }

    private static Stanza Read(string stanza) => Assert.Single(WireText.Read(stanza));

    private static ArchiveRequest? Request(string query) => ArchiveRequest.Find(Read($"<iq type='set' id='juliet1'>{query}</iq>"));

    private static ArchiveRequest Filtered(params (string Name, string Value)[] fields) => Request(
        "<query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>"
        + string.Concat(fields.Select(field => $"<field var='{field.Name}'><value>{field.Value}</value></field>")) + "</x></query>")!;

    private static string Answer(string id, XElement payload) => new Stanza(StanzaKind.Iq) { Id = id, Type = "result" }.With(payload).Render();
}
