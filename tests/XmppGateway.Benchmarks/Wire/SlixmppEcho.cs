namespace XmppGateway.Benchmarks.Wire;

/// <summary>The same component on slixmpp, the library of several Python gateways.</summary>
internal static class SlixmppEcho
{
    public const string Script = """
        import asyncio, sys
        import slixmpp
        class Echo(slixmpp.ComponentXMPP):
            def __init__(self, port, domain):
                super().__init__(domain, "secret", "127.0.0.1", port)
                self.add_event_handler("message", self.answer)
            def answer(self, msg):
                if msg["type"] != "error" and msg["body"]:
                    msg.reply(msg["body"]).send()
        async def main():
            echo = Echo(int(sys.argv[1]), sys.argv[2])
            echo.connect()
            await asyncio.Event().wait()
        asyncio.run(main())
        """;
}
