using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Identities, contacts, notes and leases.</content>
public abstract partial class StoreContractTests
{
    private static readonly Identity Bob = new("mail", "bob@example.test", "bob\\40example.test", "Bob@Example.test", null);
    private static readonly ContactRow Contact =
        new(0, "mail", "alice@localhost", "bob@example.test", "bob\\40example.test", true, ContactSubscription.Requested);

    [Fact]
    public async Task An_identity_is_found_from_both_sides()
    {
        Assert.Equal(Bob, await Store.AddIdentityAsync(Bob, Token));

        Assert.Equal(Bob, await Store.FindIdentityAsync("mail", Bob.RemoteId, Token));
        Assert.Equal(Bob, await Store.FindIdentityByLocalpartAsync("mail", Bob.Localpart, Token));
        Assert.Null(await Store.FindIdentityAsync("matrix", Bob.RemoteId, Token));
        Assert.Null(await Store.FindIdentityByLocalpartAsync("mail", Bob.RemoteId, Token));
    }

    [Fact]
    public async Task A_known_identity_keeps_its_localpart()
    {
        await Store.AddIdentityAsync(Bob, Token);

        Assert.Equal(Bob, await Store.AddIdentityAsync(Bob with { Localpart = "other", Address = "new" }, Token));
    }

    [Fact]
    public async Task A_taken_localpart_is_refused()
    {
        await Store.AddIdentityAsync(Bob, Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.AddIdentityAsync(Bob with { RemoteId = "other" }, Token));
        Assert.Null(await Store.FindIdentityAsync("mail", "other", Token));
    }

    [Fact]
    public async Task Spelling_and_name_of_an_identity_can_change_but_not_its_localpart()
    {
        await Store.AddIdentityAsync(Bob, Token);

        await Store.UpdateIdentityAsync(Bob with { Address = "BOB@example.test", DisplayName = "Bob", Localpart = "x" }, Token);

        Assert.Equal(
            Bob with { Address = "BOB@example.test", DisplayName = "Bob" }, await Store.FindIdentityAsync("mail", Bob.RemoteId, Token));
    }

    [Fact]
    public async Task Names_that_no_text_can_hold_are_stored_all_the_same()
    {
        var odd = Bob with { DisplayName = "B\0b \ud83d" };

        var added = await Store.AddIdentityAsync(odd, Token);
        await Store.UpdateIdentityAsync(odd with { Address = "b\udc00b@example.test" }, Token);

        Assert.StartsWith("B", added.DisplayName, StringComparison.Ordinal);
        Assert.Equal("b\ufffdb@example.test", (await Store.FindIdentityAsync("mail", odd.RemoteId, Token))?.Address);
    }

    [Fact]
    public async Task Two_gateways_that_race_for_an_identity_agree()
    {
        await using var other = await NewStoreAsync();
        await other.OpenAsync(Token);

        var found = await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(i => new[] { Store, other }.Select(store =>
            store.AddIdentityAsync(new Identity("mail", "p" + i, $"p{i}-{store.GetHashCode()}", "a", null), Token))));

        Assert.All(found.GroupBy(identity => identity.RemoteId), same => Assert.Single(same.Distinct()));
    }

    [Fact]
    public async Task A_contact_is_put_replaced_and_removed()
    {
        await Store.PutContactAsync(Contact, Token);
        var first = await Store.FindContactAsync("mail", "alice@localhost", "bob@example.test", Token);
        await Store.PutContactAsync(Contact with { ContactSees = ContactSubscription.Granted }, Token);
        var second = await Store.FindContactAsync("mail", "alice@localhost", "bob@example.test", Token);
        await Store.RemoveContactAsync("mail", "alice@localhost", "bob@example.test", Token);

        Assert.Equal(Contact with { RowId = first!.RowId }, first);
        Assert.Equal(first with { ContactSees = ContactSubscription.Granted }, second);
        Assert.Null(await Store.FindContactAsync("mail", "alice@localhost", "bob@example.test", Token));
    }

    [Fact]
    public async Task Subscribed_contacts_are_read_in_pages()
    {
        await Store.PutContactAsync(Contact with { RemoteId = "" }, Token);
        await Store.PutContactAsync(Contact with { RemoteId = "unseen", UserSees = false }, Token);
        await Store.PutContactAsync(Contact with { RemoteId = "b" }, Token);
        await Store.PutContactAsync(Contact with { RemoteId = "c", Network = "matrix" }, Token);

        var first = await Store.ReadSubscribedAsync("mail", 0, 1, Token);
        var second = await Store.ReadSubscribedAsync("mail", first[0].RowId, 1, Token);

        Assert.Equal(["", "b"], first.Concat(second).Select(contact => contact.RemoteId));
        Assert.Empty(await Store.ReadSubscribedAsync("mail", second[0].RowId, 1, Token));
    }

    [Fact]
    public async Task A_note_is_kept_until_it_is_removed()
    {
        await Store.SetStateAsync("mail", "cursor", "1", Token);
        await Store.SetStateAsync("mail", "cursor", "", Token);
        Assert.Equal("", await Store.GetStateAsync("mail", "cursor", Token));
        Assert.Null(await Store.GetStateAsync("matrix", "cursor", Token));

        await Store.SetStateAsync("mail", "cursor", null, Token);
        Assert.Null(await Store.GetStateAsync("mail", "cursor", Token));
    }

    [Fact]
    public async Task A_note_with_an_end_is_forgotten_after_it_and_no_other()
    {
        await Store.SetStateAsync("mail", "for ever", "1", Token);
        await Store.SetStateAsync("mail", "short", "2", Now, Token);
        await Store.SetStateAsync("mail", "long", "3", Now.AddDays(2), Token);
        await Store.SetStateAsync("mail", "kept after all", "4", Now, Token);
        await Store.SetStateAsync("mail", "kept after all", "5", Token);

        Assert.Equal(0, await Store.ForgetStateAsync(Now, Token));
        Assert.Equal(1, await Store.ForgetStateAsync(Now.AddDays(1), Token));

        Assert.Null(await Store.GetStateAsync("mail", "short", Token));
        foreach (var key in new[] { "for ever", "long", "kept after all" })
        {
            Assert.NotNull(await Store.GetStateAsync("mail", key, Token));
        }
    }

    [Fact]
    public async Task The_first_note_wins_whoever_writes()
    {
        await using var other = await NewStoreAsync();
        await other.OpenAsync(Token);

        var values = await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(i => new[] { Store, other }.Select(async store =>
            (Key: i, Value: await store.GetOrAddStateAsync("mail", "k" + i, store.GetHashCode() + "-" + i, Token)))));

        Assert.All(values.GroupBy(value => value.Key), same => Assert.Single(same.Distinct()));
    }

    [Fact]
    public async Task The_first_note_wins_also_where_it_ends()
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        Assert.Equal("1", await Store.GetOrAddStateAsync("mail", "k", "1", at, Token));
        Assert.Equal("1", await Store.GetOrAddStateAsync("mail", "k", "2", at.AddDays(30), Token));

        Assert.Equal(1, await Store.ForgetStateAsync(at.AddSeconds(1), Token));
        Assert.Equal("2", await Store.GetOrAddStateAsync("mail", "k", "2", at, Token));
    }
}
