using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Any sequence of operations on archives does what it does in memory.</content>
public abstract partial class StoreContractTests
{
    private static readonly string[] People = ["@a:example.org", "@A:example.org", "@b:example.org"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_operations_on_archives_do_what_the_model_does(int seed)
    {
        var random = new Random(seed);
        var model = new ArchiveModel();
        long[] rooms = [await RoomAsync("!a"), await RoomAsync("!A"), await RoomAsync("!b")];
        foreach (var room in rooms)
        {
            await Store.PutRoomUserAsync(new RoomUserRow(room, "alice@localhost", "@a:example.org", "Alice"), Token);
        }

        for (var step = 0; step < 200; step++)
        {
            var room = rooms[random.Next(rooms.Length)];
            switch (random.Next(12))
            {
                case < 7:
                    var what = AnyEvent(random, room);
                    Assert.Equal(model.Add(what), await Store.AddArchivedAsync(what, Token));
                    break;
                case < 11:
                    ArchivedEvent[] older = [.. Enumerable.Range(0, random.Next(6)).Select(_ => AnyEvent(random, room))];
                    Assert.Equal(model.AddOlder(older), await Store.AddOlderAsync(older, null, Token));
                    break;
                default:
                    var before = Now.AddSeconds(random.Next(-12, 0));
                    model.Prune(before);
                    await Store.PruneAsync(before, Token);
                    break;
            }

            await CompareAsync(random, model, rooms[random.Next(rooms.Length)]);
        }
    }

    private async Task CompareAsync(Random random, ArchiveModel model, long room)
    {
        var all = await Store.ReadArchiveAsync(new ArchiveQuery(room, 1_000), Token);
        Assert.Equal(model.In(room).Select(Comparable), all.Select(Comparable));
        Assert.Equal(all.Select(what => what.Position).Distinct().Order(), all.Select(what => what.Position));

        var query = new ArchiveQuery(room, random.Next(1, 8))
        {
            Start = random.Next(2) == 0 ? null : Now.AddSeconds(random.Next(-11, 1)),
            End = random.Next(2) == 0 ? null : Now.AddSeconds(random.Next(-11, 1)),
            By = random.Next(3) == 0 ? People[random.Next(People.Length)] : null,
            OnlyMessages = random.Next(3) == 0,
            FromEnd = random.Next(2) == 0,
            After = all.Count > 0 && random.Next(3) == 0 ? all[random.Next(all.Count)].Position : null,
            Before = all.Count > 0 && random.Next(3) == 0 ? all[random.Next(all.Count)].Position : null,
        };
        Assert.Equal(model.All(query).Count(), await Store.CountArchiveAsync(query, Token));
        var places = all.ToDictionary(what => what.Id, what => what.Position);
        var wanted = model.All(query).Where(what => places[what.Id] > (query.After ?? long.MinValue) && places[what.Id] < (query.Before ?? long.MaxValue));
        var page = await Store.ReadArchiveAsync(query, Token);
        Assert.Equal(
            (query.FromEnd ? wanted.TakeLast(query.Limit) : wanted.Take(query.Limit)).Select(what => what.Id), page.Select(what => what.Id));

        var id = AnyId(random);
        var found = await Store.FindArchivedAsync(room, id, null, Token);
        Assert.Equal(model.In(room).FirstOrDefault(what => what.Id == id) is { } known ? Comparable(known) : null, found is null ? null : Comparable(found));
    }

    private static ArchivedEvent AnyEvent(Random random, long room)
    {
        var kind = (ArchivedKind)random.Next(5);
        return new ArchivedEvent
        {
            Room = room,
            Id = AnyId(random),
            Kind = kind,
            At = Now.AddSeconds(random.Next(-10, 0)),
            By = People[random.Next(People.Length)],
            Nick = "n" + random.Next(3),
            Target = kind is ArchivedKind.Message or ArchivedKind.Subject ? null : AnyId(random),
            Payload = [1, (byte)random.Next(3)],
        };
    }

    private static string AnyId(Random random) => (random.Next(2) == 0 ? "m" : "M") + random.Next(25);

    private static string Comparable(ArchivedEvent what) => string.Join(
        ' ', what.Room, what.Id, what.Kind, what.At.ToUnixTimeMilliseconds(), what.By, what.Nick, what.Target, Convert.ToHexString(what.Payload), what.IsRetracted, what.Audience);
}
