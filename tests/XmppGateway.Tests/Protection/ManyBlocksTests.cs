using System.Diagnostics;
using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Protection;

public sealed class ManyBlocksTests
{
    /// <summary>At each login a blocklist is compared with it. To look at all blocks took a hundred times as long as this allows.</summary>
    [Fact]
    public async Task What_one_user_has_blocked_does_not_cost_what_all_have()
    {
        var token = TestContext.Current.CancellationToken;
        var blocks = new Blocks(new Rows(), TimeProvider.System);
        await blocks.LoadAsync(token);
        var users = Enumerable.Range(0, 3000).Select(UserOf).ToList();

        var clock = Stopwatch.StartNew();
        var found = users.Sum(user => blocks.Of("test", user).Count);

        Assert.Equal((30_000, true), (found, clock.Elapsed < TimeSpan.FromSeconds(2)));
        blocks.Forget("test", users[0]);
        Assert.Equal((0, 10), (blocks.Of("test", users[0]).Count, blocks.Of("test", users[1]).Count));
    }

    private static Jid UserOf(int number) => Jid.Parse($"user{number}@localhost");

    private sealed class Rows : IBlockStore
    {
        public Task<IReadOnlyList<BlockRow>> ReadBlocksAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<BlockRow>>(
            [.. Enumerable.Range(0, 50_000).Select(i => new BlockRow("test", UserOf(i / 10).ToString(), $"bot{i}@evil.example", false, default))]);

        public Task AddBlockAsync(BlockRow block, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task AddBlockAsync(BlockRow block, ErrandRow errand, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<bool> RemoveBlockAsync(string network, string user, string contact, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task<bool> RemoveBlockAsync(string network, string user, string contact, ErrandRow errand, CancellationToken cancellationToken) =>
            Task.FromResult(true);
    }
}
