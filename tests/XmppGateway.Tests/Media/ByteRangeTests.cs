using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Media;
using Xunit;

namespace XmppGateway.Tests.Media;

public sealed class ByteRangeTests
{
    [Fact]
    public void A_range_from_a_byte_on_is_the_bytes_that_there_are() => Prop.ForAll<NonNegativeInt, NonNegativeInt, NonNegativeInt>((first, more, length) =>
    {
        var last = first.Get + more.Get;
        var wanted = Enumerable.Range(0, length.Get).Where(place => place >= first.Get && place <= last).Select(place => (long)place);
        return Bytes($"bytes={first.Get}-{last}", length.Get).SequenceEqual(wanted);
    }).MustHold(500);

    [Fact]
    public void A_range_without_an_end_is_the_rest() => Prop.ForAll<NonNegativeInt, NonNegativeInt>((first, length) =>
        Bytes($"bytes={first.Get}-", length.Get).SequenceEqual(Enumerable.Range(0, length.Get).Skip(first.Get).Select(place => (long)place))).MustHold(500);

    [Fact]
    public void A_range_without_a_beginning_is_the_end() => Prop.ForAll<NonNegativeInt, NonNegativeInt>((count, length) =>
        Bytes($"bytes=-{count.Get}", length.Get).SequenceEqual(Enumerable.Range(0, length.Get).TakeLast(count.Get).Select(place => (long)place))).MustHold(500);

    [Fact]
    public void No_text_makes_a_range_outside_of_the_content() => Prop.ForAll<NonNull<string>, NonNegativeInt>((text, length) =>
        Bytes("bytes=" + text.Get, length.Get).All(place => place >= 0 && place < length.Get)).MustHold(500);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=5")]
    [InlineData("bytes=5-4")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1-2,4-5")]
    [InlineData("bytes=-1-2")]
    [InlineData("lines=1-2")]
    public void What_is_no_single_range_is_the_whole(string? header) => Assert.Null(ByteRange.Parse(header));

    [Fact]
    public void Numbers_beyond_all_lengths_are_very_large() =>
        Assert.Equal((3L, 7L), ByteRange.Parse("bytes=3-99999999999999999999999")!.Value.Within(10));

    private static IEnumerable<long> Bytes(string header, long length)
    {
        var part = ByteRange.Parse(header)?.Within(length);
        for (var place = part?.Start ?? 0; place < (part?.Start ?? 0) + (part?.Count ?? 0); place++)
        {
            yield return place;
        }
    }
}
