"""A slixmpp client that a test drives: JSON objects, one a line.
in:  {"xml": "<message .../>"}                       sends a stanza as it is; the end of the input logs out
out: {"online": "full JID"}  {"xml": "<stanza/>"}  {"offline": "why"}
usage: xmpp_client.py JID PASSWORD PORT CERTIFICATE-FILE [FEATURE...]
The features are announced (XEP-0030); with XEP-0144 among them, suggestions of contacts are taken.
"""
import asyncio
import json
import sys
from xml.etree import ElementTree

import slixmpp
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

ROSTER_EXCHANGE = "http://jabber.org/protocol/rosterx"


def tell(**event):
    print(json.dumps(event), flush=True)


class Client(slixmpp.ClientXMPP):
    def __init__(self, jid, password, port, certificate, features):
        super().__init__(jid, password)
        self.address = ("127.0.0.1", port)
        self.ca_certs = certificate
        self.leaving = False
        self.bound = False  # before that a server answers stanzas itself, with an error (RFC 6120 §7.1)
        self.auto_authorize = self.auto_subscribe = None  # the test decides
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("disconnected", self.ended)
        self.add_filter("in", self.seen)
        if features:
            self.register_plugin("xep_0030")
        for feature in features:
            self["xep_0030"].add_feature(feature)
        if ROSTER_EXCHANGE in features:
            taken = MatchXPath(f"{{jabber:client}}iq/{{{ROSTER_EXCHANGE}}}x")
            self.register_handler(Callback("roster exchange", taken, lambda suggestion: suggestion.reply().send()))

    def seen(self, stanza):
        tell(xml=ElementTree.tostring(stanza.xml, encoding="unicode"))
        return stanza

    async def started(self, _):
        self.bound = True
        self.send_presence()
        await self.get_roster()  # a server tells of subscriptions only who asked for the roster
        tell(online=str(self.boundjid))

    async def ended(self, reason):
        self.bound = False
        tell(offline=str(reason))
        if not self.leaving:  # as clients do: come back until the server is there
            await asyncio.sleep(0.5)
            self.connect(*self.address)


async def main():
    jid, password, port, certificate, *features = sys.argv[1:]
    client = Client(jid, password, int(port), certificate, features)
    client.connect(*client.address)
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=2**24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        if not client.bound:
            tell(offline="not sent")
            continue
        try:
            client.send_raw(json.loads(line)["xml"])
        except slixmpp.xmlstream.xmlstream.NotConnectedError:
            tell(offline="not sent")
    client.leaving = True
    await asyncio.wait_for(client.disconnect(), 5)


asyncio.run(main())
