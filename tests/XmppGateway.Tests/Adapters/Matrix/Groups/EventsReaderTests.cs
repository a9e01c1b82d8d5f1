using System.Text;
using System.Text.Json;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Groups;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>The events of a room, read from an answer that comes in pieces.</summary>
public sealed class EventsReaderTests
{
    private const string Events = """[{"type":"a","content":{"chunk":[{"type":"no"}]}}, 7, {"type":"\ud83d\ude00"}, [{"type":"no"}], {"content":{}}, {"type":"b"}]""";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task It_picks_the_same_in_pieces_of_any_size(int piece)
    {
        Assert.Equal(["a", "😀", "b"], await PickAsync(Events, null, piece));
        Assert.Equal(["a", "😀", "b"], await PickAsync($$"""{"more":{"chunk":[{"type":"no"}]},"list":[{"type":"no"}],"chunk":{{Events}},"after":[{"type":"no"}]}""", "chunk", piece));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"chunk":{"type":"a"}}""")]
    [InlineData("""{"chunk":null,"other":[{"type":"a"}]}""")]
    public async Task Without_a_list_nothing_is_known(string answer)
    {
        Assert.Null(await PickAsync(answer, "chunk", 5));
        Assert.Null(await PickAsync(answer, null, 5));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""[{"type":"a"},{"type":"b""")]
    [InlineData("""[{"type":"a"}] and more""")]
    public async Task What_is_no_JSON_or_breaks_off_is_none(string answer) =>
        await Assert.ThrowsAnyAsync<JsonException>(() => PickAsync(answer, null, 5));

    /// <summary>Of a room with a hundred thousand events each is gone when the next one comes.</summary>
    [Fact]
    public async Task What_is_picked_is_known_before_the_rest_has_come()
    {
        var picked = 0;
        var most = 0;
        await using var pieces = new Pieces(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{\"type\":\"a\"}", 100_000))}]"), 4_096)
        {
            OnRead = read => most = Math.Max(most, (int)(read - (picked * 13L))),
        };

        var answer = await new EventsReader<string>(null, what =>
        {
            picked++;
            return null;
        }).ReadAsync(pieces, long.MaxValue, TestContext.Current.CancellationToken);

        Assert.Equal((0, 100_000), (answer!.Found!.Count, picked));
        Assert.InRange(most, 0, 8_192);
    }

    [Fact]
    public async Task Events_and_answers_have_limits()
    {
        Assert.Null(await new EventsReader<string>(null, _ => "").ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(Events)), 20, TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<JsonException>(() => PickAsync($$"""[{"type":"{{new string('n', 3_000_000)}}"}]""", null, 9_000));
    }

    private static async Task<IReadOnlyList<string>?> PickAsync(string answer, string? list, int piece)
    {
        await using var pieces = new Pieces(Encoding.UTF8.GetBytes(answer), piece);
        return (await new EventsReader<string>(list, what => what.Text("type")).ReadAsync(pieces, long.MaxValue, TestContext.Current.CancellationToken))!.Found;
    }

    private sealed class Pieces(byte[] all, int piece) : MemoryStream(all)
    {
        public Action<long> OnRead { get; init; } = _ => { };

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            OnRead(Position);
            return base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
        }
    }
}
