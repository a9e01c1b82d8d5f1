using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Profiles.</content>
public abstract partial class StoreContractTests
{
    private static readonly AvatarRow Picture = new("h1", "image/png", [1, 2, 3]);

    [Fact]
    public async Task A_profile_is_replaced_and_a_picture_is_kept_once()
    {
        await Store.PutProfileAsync(new ProfileRow("mail", "b", "a1", "h1", Now), Picture, Token);
        await Store.PutProfileAsync(new ProfileRow("mail", "c", "a1", "h1", Now), Picture with { MediaType = "image/gif" }, Token);
        await Store.PutProfileAsync(new ProfileRow("mail", "b", "", "", Now.AddDays(1)), null, Token);

        Assert.Equal(new ProfileRow("mail", "b", "", "", Now.AddDays(1)), await Store.FindProfileAsync("mail", "b", Token));
        Assert.Null(await Store.FindProfileAsync("matrix", "b", Token));
        var picture = await Store.FindAvatarAsync("h1", Token);
        Assert.Equal(("image/png", "010203"), (picture?.MediaType, Convert.ToHexString(picture!.Content)));
        Assert.Null(await Store.FindAvatarAsync("h2", Token));
    }

    [Fact]
    public async Task Old_profiles_are_forgotten_and_pictures_with_the_last_who_has_them()
    {
        await Store.PutProfileAsync(new ProfileRow("mail", "b", "a1", "h1", Now), Picture, Token);
        await Store.PutProfileAsync(new ProfileRow("mail", "c", "a1", "h1", Now.AddDays(2)), Picture, Token);

        await Store.PruneAsync(Now.AddDays(1), Token);
        Assert.Null(await Store.FindProfileAsync("mail", "b", Token));
        Assert.NotNull(await Store.FindAvatarAsync("h1", Token));

        await Store.PruneAsync(Now.AddDays(3), Token);
        Assert.Null(await Store.FindAvatarAsync("h1", Token));
    }

    [Fact]
    public async Task What_was_told_of_a_user_is_replaced_and_forgotten()
    {
        await Store.PutOwnProfileAsync("mail", Alice, "f1", Token);
        await Store.PutOwnProfileAsync("mail", Alice, "f2", Token);

        Assert.Equal("f2", await Store.FindOwnProfileAsync("mail", Alice, Token));
        Assert.Null(await Store.FindOwnProfileAsync("matrix", Alice, Token));
        await Store.PutOwnProfileAsync("mail", Alice, null, Token);
        Assert.Null(await Store.FindOwnProfileAsync("mail", Alice, Token));
    }
}
