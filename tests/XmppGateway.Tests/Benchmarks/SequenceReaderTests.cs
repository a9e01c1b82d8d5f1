using System.Text;
using XmppGateway.Benchmarks.Compare;
using Xunit;

namespace XmppGateway.Tests.Benchmarks;

public sealed class SequenceReaderTests
{
    private static readonly byte[] Stream = Encoding.ASCII.GetBytes(
        "<message id='m1'><body>seq00000001 x</body></message><message><body>seqabcdefgh</body></message><message><body>seq00000042 seq00000007</body></message>");

    [Fact]
    public void Numbers_are_found_once_wherever_the_stream_is_cut()
    {
        for (var first = 0; first <= Stream.Length; first++)
        {
            for (var second = first; second <= Stream.Length; second += 7)
            {
                var reader = new SequenceReader();
                var numbers = new List<int>();
                reader.Read(Stream.AsSpan(0, first), numbers);
                reader.Read(Stream.AsSpan(first, second - first), numbers);
                reader.Read(Stream.AsSpan(second), numbers);

                Assert.Equal([1, 42], numbers);
                Assert.False(reader.SawError);
            }
        }
    }

    [Theory]
    [InlineData("<message type='error'>")]
    [InlineData("<message type=\"error\">")]
    public void An_error_is_seen_wherever_it_is_cut(string stanza)
    {
        var bytes = Encoding.ASCII.GetBytes(stanza);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var reader = new SequenceReader();
            reader.Read(bytes.AsSpan(0, cut), []);
            reader.Read(bytes.AsSpan(cut), []);

            Assert.True(reader.SawError);
        }
    }

    [Fact]
    public void What_is_forgotten_counts_no_more()
    {
        var reader = new SequenceReader();
        var numbers = new List<int>();
        reader.Read("<message type='error'><body>seq0000"u8, numbers);

        reader.Forget();
        reader.Read("0001"u8, numbers);

        Assert.Empty(numbers);
        Assert.False(reader.SawError);
    }
}
