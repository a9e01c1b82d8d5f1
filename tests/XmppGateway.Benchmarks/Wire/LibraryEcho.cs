using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Streams;

namespace XmppGateway.Benchmarks.Wire;

/// <summary>A component on this project's library: each message is routed to a handler, which answers with its body.</summary>
internal static class LibraryEcho
{
    public static async Task<int> RunAsync(int port, string domain)
    {
        await using var stream = await ComponentStream.ConnectAsync(
            new() { Host = "127.0.0.1", Port = port, Domain = domain, Secret = "secret" }, CancellationToken.None);
        var handlers = new Dictionary<StanzaKind, Func<Stanza, ValueTask>>
        {
            [StanzaKind.Message] = stanza => stanza is { IsError: false, Body: { } body }
                ? stream.SendAsync(Answer(stanza, body), CancellationToken.None)
                : ValueTask.CompletedTask,
        };
        while (await stream.Incoming.WaitToReadAsync())
        {
            while (stream.Incoming.TryRead(out var stanza))
            {
                if (handlers.TryGetValue(stanza.Kind, out var handler))
                {
                    await handler(stanza);
                }
            }
        }

        return 0;
    }

    private static Stanza Answer(Stanza stanza, string body)
    {
        var answer = stanza.Reply();
        answer.Body = body;
        return answer;
    }
}
