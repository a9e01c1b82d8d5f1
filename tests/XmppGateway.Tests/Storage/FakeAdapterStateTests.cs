using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <summary>The notes that adapters have in tests are bounded like those that they have in the program.</summary>
public sealed class FakeAdapterStateTests
{
    [Fact]
    public async Task A_note_is_measured_in_bytes()
    {
        var state = new FakeAdapterState();
        var fits = new string('\u00E9', 32 * 1024);
        await state.SetAsync("a", fits, TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await state.SetAsync("a", fits + "x", TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await state.GetOrAddAsync("b", fits + "x", TestContext.Current.CancellationToken));
        Assert.Equal(fits, await state.GetAsync("a", TestContext.Current.CancellationToken));
    }
}
