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
    public async Task The_first_note_wins_whoever_writes()
    {
        await using var other = await NewStoreAsync();
        await other.OpenAsync(Token);

        var values = await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(i => new[] { Store, other }.Select(async store =>
            (Key: i, Value: await store.GetOrAddStateAsync("mail", "k" + i, store.GetHashCode() + "-" + i, Token)))));

        Assert.All(values.GroupBy(value => value.Key), same => Assert.Single(same.Distinct()));
    }

    [Fact]
    public async Task One_holder_at_a_time_has_the_lease()
    {
        await using var other = await NewStoreAsync();
        await other.OpenAsync(Token);

        var held = await Task.WhenAll(
            Store.HoldLeaseAsync("mail.localhost", "a", TimeSpan.FromMinutes(1), Token),
            other.HoldLeaseAsync("mail.localhost", "b", TimeSpan.FromMinutes(1), Token));

        Assert.Single(held, true);
        var holder = held[0] ? "a" : "b";
        Assert.True(await other.HoldLeaseAsync("mail.localhost", holder, TimeSpan.FromMinutes(1), Token));
        await Store.ReleaseLeaseAsync("mail.localhost", "nobody", Token);
        Assert.False(await Store.HoldLeaseAsync("mail.localhost", "c", TimeSpan.FromMinutes(1), Token));
        await Store.ReleaseLeaseAsync("mail.localhost", holder, Token);
        Assert.True(await Store.HoldLeaseAsync("mail.localhost", "c", TimeSpan.FromMinutes(1), Token));
    }

    [Fact]
    public async Task A_lease_that_ran_out_can_be_taken()
    {
        Assert.True(await Store.HoldLeaseAsync("mail.localhost", "a", TimeSpan.FromSeconds(-1), Token));
        Assert.True(await Store.HoldLeaseAsync("mail.localhost", "b", TimeSpan.FromMinutes(1), Token));
        Assert.False(await Store.HoldLeaseAsync("mail.localhost", "a", TimeSpan.FromMinutes(1), Token));
    }
}
