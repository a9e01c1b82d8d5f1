using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Xeps;

/// <summary>XEP-0490, and what XEP-0313 tells for it. The examples are those of the documents.</summary>
public sealed class DisplayedStateTests
{
    [Fact]
    public void Is_published_like_in_the_example()
    {
        var example = XElement.Parse("""
            <pubsub xmlns='http://jabber.org/protocol/pubsub'>
              <publish node='urn:xmpp:mds:displayed:0'>
                <item id='romeo@montegue.lit'>
                  <displayed xmlns='urn:xmpp:mds:displayed:0'>
                    <stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='0f710f2b-52ed-4d52-b928-784dad74a52b'/>
                  </displayed>
                </item>
              </publish>
              <publish-options>
                <x xmlns='jabber:x:data' type='submit'>
                  <field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>
                  <field var='pubsub#persist_items'><value>true</value></field>
                  <field var='pubsub#max_items'><value>max</value></field>
                  <field var='pubsub#send_last_published_item'><value>never</value></field>
                  <field var='pubsub#access_model'><value>whitelist</value></field>
                </x>
              </publish-options>
            </pubsub>
            """);

        var state = new DisplayedState(Jid.Parse("romeo@montegue.lit"), Jid.Parse("juliet@capulet.lit"), "0f710f2b-52ed-4d52-b928-784dad74a52b");

        Assert.Equal(Bare(example).ToString(), Bare(XElement.Parse(state.Publish().ToString())).ToString());
    }

    [Theory]
    [InlineData("<metadata xmlns='urn:xmpp:mam:2'><start id='YWxwaGEg' timestamp='2008-08-22T21:09:04Z'/><end id='b21lZ2Eg' timestamp='2020-04-20T14:34:21Z'/></metadata>", "b21lZ2Eg")]
    [InlineData("<metadata xmlns='urn:xmpp:mam:2'/>", null)]
    [InlineData("<metadata xmlns='urn:xmpp:mam:2'><end/></metadata>", null)]
    [InlineData("<query xmlns='urn:xmpp:mam:2'/>", null)]
    public void An_archive_tells_its_last_message(string payload, string? expected) => Assert.Equal(expected, MessageArchive.LastId(Answer(payload)));

    [Theory]
    [InlineData("<fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><count>1</count></set></fin>", 1)]
    [InlineData("<fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'/></fin>", null)]
    [InlineData("<fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><count>-1</count></set></fin>", null)]
    [InlineData("<fin xmlns='urn:xmpp:mam:2'/>", null)]
    public void An_archive_tells_how_many_there_are(string payload, int? expected) => Assert.Equal(expected, MessageArchive.Count(Answer(payload)));

    private static Stanza Answer(string payload) => new(StanzaKind.Iq) { Type = "result", Payloads = { XElement.Parse(payload) } };

    private static XElement Bare(XElement element) => new(
        element.Name, element.Attributes().Where(a => !a.IsNamespaceDeclaration).OrderBy(a => a.Name.LocalName),
        element.Elements().Select(Bare), element.HasElements || element.Value.Length == 0 ? null : element.Value);
}
