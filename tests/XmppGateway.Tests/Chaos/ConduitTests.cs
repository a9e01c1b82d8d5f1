using System.Text;
using XmppGateway.Chaos.Network;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Chaos;

public sealed class ConduitTests : IDisposable
{
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes("<message>Grüße</message>");
    private readonly LinkFault _fault = new();
    private readonly ManualTimeProvider _time = new();
    private readonly Pieces _there = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_free_link_carries_what_comes_in_the_pieces_in_which_it_comes()
    {
        Assert.True(await CarryAsync());

        Assert.Equal(Bytes, _there.ToArray());
        Assert.Equal([Bytes.Length], _there.Lengths);
    }

    [Fact]
    public async Task Byte_by_byte_is_the_same_bytes()
    {
        _fault.Set(Passage.ByteByByte);

        Assert.True(await CarryAsync());

        Assert.Equal(Bytes, _there.ToArray());
        Assert.Equal(Enumerable.Repeat(1, Bytes.Length), _there.Lengths);
    }

    [Fact]
    public async Task A_black_hole_lets_nothing_pass_and_then_all_of_it()
    {
        _fault.Set(Passage.Closed);
        var carrying = CarryAsync();

        Assert.False(carrying.IsCompleted);
        Assert.Empty(_there.ToArray());

        _fault.Set(Passage.Free);
        Assert.True(await carrying.WaitAsync(Token));
        Assert.Equal(Bytes, _there.ToArray());
    }

    [Fact]
    public async Task A_late_link_carries_all_of_it_later()
    {
        _fault.Set(Passage.Late);
        var carrying = CarryAsync();

        Assert.Empty(_there.ToArray());
        _time.Advance(Conduit.Lateness);

        Assert.True(await carrying.WaitAsync(Token));
        Assert.Equal(Bytes, _there.ToArray());
    }

    [Fact]
    public async Task A_cut_ends_it_in_the_middle_of_the_next_piece()
    {
        var conduit = new Conduit(_fault, _time);
        _fault.Cut();

        Assert.False(await conduit.CarryAsync(new MemoryStream(Bytes), _there, Token));
        Assert.Equal(Bytes[..(Bytes.Length / 2)], _there.ToArray());
    }

    [Fact]
    public async Task A_connection_that_comes_after_a_cut_is_whole()
    {
        _fault.Cut();

        Assert.True(await CarryAsync());
        Assert.Equal(Bytes, _there.ToArray());
    }

    public void Dispose() => _there.Dispose();

    private Task<bool> CarryAsync() => new Conduit(_fault, _time).CarryAsync(new MemoryStream(Bytes), _there, Token);

    private sealed class Pieces : MemoryStream
    {
        public List<int> Lengths { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Lengths.Add(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
