using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Any sequence of operations does what it does in memory.</content>
public abstract partial class StoreContractTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_operations_do_what_the_model_does(int seed)
    {
        var random = new Random(seed);
        var model = new StoreModel();
        for (var step = 0; step < Effort.Of(250); step++)
        {
            await StepAsync(random, model, step);
            var lane = "lane" + random.Next(2);
            Assert.Equal(model.OpenOutgoing(lane), (await LaneAsync(lane)).Select(entry => entry.Sequence));
            Assert.Equal(model.OpenIncoming(lane), (await InboxLaneAsync(lane)).Select(entry => entry.Sequence));
            var (contact, stanzaId) = ("c" + random.Next(2), "s" + random.Next(1, 5));
            var found = await Store.FindByStanzaAsync("mail", "alice@localhost", contact, stanzaId, Token);
            Assert.Equal(model.NewestForeignId(contact, stanzaId), found?.ForeignId);
        }
    }

    private async Task StepAsync(Random random, StoreModel model, int step)
    {
        var lane = "lane" + random.Next(2);
        switch (random.Next(6))
        {
            case 0 or 1:
                var stanza = random.Next(5);
                var entry = Outgoing(stanza == 0 ? "" : "s" + stanza, lane) with
                {
                    Contact = "c" + random.Next(2),
                    Fingerprint = "f" + random.Next(2),
                    AcceptedAt = Now.AddSeconds(step),
                };
                var since = Now.AddSeconds(step - 60);
                var added = await Store.AddOutgoingAsync(entry, since, Token);
                Assert.Equal(model.Add(entry, since, (added as OutboxAddition.Added)?.Sequence ?? 0), added);
                break;
            case 2:
                var done = Any(random, model.OpenOutgoing(lane));
                model.Complete(done, "foreign" + step);
                await Store.CompleteOutgoingAsync(done, "foreign" + step, null, Token);
                break;
            case 3:
                var failed = Any(random, model.OpenOutgoing(lane));
                model.Fail(failed);
                await Store.FailOutgoingAsync(failed, Token);
                break;
            case 4:
                var incoming = Incoming("k" + random.Next(60), lane);
                var sequence = (await Store.AddIncomingAsync([incoming], Token))[0];
                Assert.Equal(model.AddIncoming(incoming, sequence), sequence is not null);
                break;
            default:
                var closed = Any(random, model.OpenIncoming(lane));
                model.Close(closed);
                await (random.Next(2) == 0
                    ? Store.CompleteIncomingAsync([closed], Token)
                    : Store.SetAsideIncomingAsync(closed, "reason", FailureNotices.None, Token));
                break;
        }
    }

    private static long Any(Random random, IEnumerable<long> sequences)
    {
        var all = sequences.ToArray();
        return all.Length == 0 ? 12345678 : all[random.Next(all.Length)];
    }
}
