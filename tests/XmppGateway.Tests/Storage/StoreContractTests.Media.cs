using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Sources of files.</content>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task A_source_is_kept_for_the_longest_of_its_links_and_each_network_has_its_own()
    {
        await Store.PutMediaSourceAsync("mail", "a", "first", Now.AddDays(2), Token);
        await Store.PutMediaSourceAsync("mail", "a", "first", Now.AddDays(1), Token);
        await Store.PutMediaSourceAsync("matrix", "a", "second", Now.AddDays(1), Token);

        await Store.ForgetMediaSourcesAsync(Now.AddDays(2), Token);

        Assert.Equal("first", await Store.FindMediaSourceAsync("mail", "a", Token));
        Assert.Null(await Store.FindMediaSourceAsync("matrix", "a", Token));
        Assert.Null(await Store.FindMediaSourceAsync("mail", "b", Token));

        await Store.PutMediaSourceAsync("mail", "a", "first", Now.AddDays(4), Token);
        await Store.ForgetMediaSourcesAsync(Now.AddDays(3), Token);
        Assert.Equal("first", await Store.FindMediaSourceAsync("mail", "a", Token));
    }
}
