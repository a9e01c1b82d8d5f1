using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Xunit;

namespace XmppGateway.Tests.Fuzzing;

/// <summary>
/// Hostile clients and hostile mail, for a few seconds or as many as FUZZ_SECONDS says. The seed is fixed: the same build sees the same
/// stanzas and mails in the same order.
/// </summary>
[Collection(typeof(Alone))]
public sealed class GatewayFuzzTests
{
    private const int Seed = 20_261_122;
    private const int StanzasInBatch = 100;
    private const int DialoguesInBatch = 8;

    // What one batch may leave behind is noise; what every batch leaves behind is found by a long run.
    private const long MemoryBound = 256L << 20;

    private static readonly XNamespace Component = "jabber:component:accept";

    [Fact]
    public async Task Nothing_that_comes_in_stops_what_is_valid()
    {
        var budget = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("FUZZ_SECONDS") ?? "5", CultureInfo.InvariantCulture));
        var random = new Random(Seed);
        var stanzas = new StanzaMutator(random);
        var mails = new MailMutator(random);
        await using var gateway = await FuzzedGateway.StartAsync();
        await CheckAsync(gateway, 0);
        var memory = GC.GetTotalMemory(forceFullCollection: true);

        var clock = Stopwatch.StartNew();
        var batch = 0;
        while (clock.Elapsed < budget)
        {
            batch++;
            var said = Enumerable.Range(0, StanzasInBatch).Select(_ => stanzas.Next()).ToList();
            var dialogues = Enumerable.Range(0, DialoguesInBatch).Select(_ => mails.NextDialogue()).ToList();
            try
            {
                await Task.WhenAll([SayAsync(gateway, said), .. dialogues.Select(dialogue => gateway.TalkAsync(dialogue))]);
                await CheckAsync(gateway, batch);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"Batch {batch}. {string.Join('\n', gateway.Log.Lines)} {string.Join('\n', gateway.Strict.Offences)}", failure);
            }

            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, MemoryBound);
            gateway.ForgetMails();
        }

        Assert.True(batch > 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{batch} batches of {StanzasInBatch} stanzas and {DialoguesInBatch} dialogues");
    }

    /// <summary>Beside nothing else: the memory is that of the process, and other tests hold mails of a hundred megabytes.</summary>
    [CollectionDefinition(DisableParallelization = true)]
    public sealed class Alone;

    private static async Task SayAsync(FuzzedGateway gateway, List<string> stanzas)
    {
        foreach (var stanza in stanzas)
        {
            await gateway.SendAsync(stanza);
        }
    }

    /// <summary>The stream stands and answers, a message passes each way, and nobody has made a mistake.</summary>
    private static async Task CheckAsync(FuzzedGateway gateway, int batch)
    {
        await gateway.ExpectAsync(
            stanza => stanza.Name == Component + "iq" && (string?)stanza.Attribute("id") == $"ping {batch}" && (string?)stanza.Attribute("type") == "result",
            () => gateway.SendAsync($"<iq type='get' id='ping {batch}' from='localhost' to='mail.localhost'><ping xmlns='urn:xmpp:ping'/></iq>"));

        await gateway.ExpectAsync(
            stanza => stanza.Elements().Any(e => e.Name.LocalName == "received" && (string?)e.Attribute("id") == $"out {batch}"),
            () => gateway.SendAsync(
                $"<message type='chat' id='out {batch}' from='judge@localhost/r' to='dora\\40example.test@mail.localhost'><body>valid {batch}</body>"
                + "<request xmlns='urn:xmpp:receipts'/></message>"));

        await gateway.ExpectAsync(
            stanza => (string?)stanza.Attribute("to") == "judge@localhost" && stanza.Element(Component + "body")?.Value.Trim() == $"answer {batch}",
            () => gateway.TalkAsync(Encoding.UTF8.GetBytes(
                "LHLO mta.test\r\nMAIL FROM:<dora@example.test>\r\nRCPT TO:<judge@bridge.test>\r\nDATA\r\n"
                + $"From: dora@example.test\r\nTo: judge@bridge.test\r\nMessage-ID: <valid{batch}@example.test>\r\n\r\nanswer {batch}\r\n.\r\nQUIT\r\n")));

        Assert.Empty(gateway.Strict.Offences);
        Assert.Empty(gateway.Log.Lines);
        Assert.Equal(1, gateway.Streams);
        Assert.False(gateway.Failed.IsCompleted);
    }
}
