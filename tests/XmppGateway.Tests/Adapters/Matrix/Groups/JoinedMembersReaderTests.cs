using System.Text;
using System.Text.Json;
using XmppGateway.Adapters.Matrix.Groups;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>The members of a room, read from an answer that comes in pieces.</summary>
public sealed class JoinedMembersReaderTests
{
    private const string Answer = """
        {"more":{"joined":{"@no:b":{"display_name":"No"}},"list":[{"display_name":"x"}]},
         "joined":{"@mia:b":{"avatar_url":"mxc://b/x","display_name":"Mi\u00e4 \ud83d\ude00","deep":{"display_name":"no","a":[{"display_name":"no"}]}},
                   "@noah:b":{"display_name":null},"@ben:b":{},"@bad:b":{"display_name":"\ud800"},"@odd:b":7,"@num:b":{"display_name":7}},
         "display_name":"no"}
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task It_reads_the_same_in_pieces_of_any_size(int piece)
    {
        var members = (await ReadAsync(Answer, piece))!.Joined!;

        Assert.Equal(
            ["@bad:b=", "@ben:b=", "@mia:b=Miä 😀", "@noah:b=", "@num:b="],
            members.Select(member => $"{member.Key}={member.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"joined":[]}""")]
    [InlineData("""{"joined":null,"members":{"@mia:b":{}}}""")]
    public async Task Without_a_list_nobody_knows(string answer) => Assert.Null((await ReadAsync(answer, 5))!.Joined);

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"joined":{"@mia:b":{"display_name":"Mi""")]
    [InlineData("""{"joined":{"@mia:b":{}}} and more""")]
    public async Task What_is_no_JSON_or_breaks_off_is_none(string answer) =>
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(answer, 5));

    [Fact]
    public async Task Names_and_answers_have_limits()
    {
        var answer = "{\"joined\":{\"@mia:b\":{\"display_name\":\"" + new string('n', 100_000) + "\"}}}";

        Assert.Equal(1000, (await ReadAsync(answer, 9_000))!.Joined!["@mia:b"]!.Length);
        Assert.Null(await ReadAsync(answer, 9_000, largest: 50_000));
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(answer.Replace("n\"", new string('n', 1_000_000) + "\"", StringComparison.Ordinal), 9_000));
    }

    private static async Task<JoinedMembers?> ReadAsync(string answer, int piece, long largest = long.MaxValue)
    {
        await using var pieces = new Pieces(Encoding.UTF8.GetBytes(answer), piece);
        return await JoinedMembersReader.ReadAsync(pieces, largest, TestContext.Current.CancellationToken);
    }

    private sealed class Pieces(byte[] all, int piece) : MemoryStream(all)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
