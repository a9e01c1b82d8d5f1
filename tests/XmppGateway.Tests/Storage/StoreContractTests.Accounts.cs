using XmppGateway.Abstractions;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Accounts.</content>
public abstract partial class StoreContractTests
{
    private const string Alice = "alice@localhost";

    [Fact]
    public async Task An_account_is_made_by_registering_or_by_choosing_and_either_keeps_the_other()
    {
        await Store.PutSettingsAsync("mail", Alice, "{\"chatStates\":false}", "de", Token);
        Assert.Equal(new AccountRow("mail", Alice, null, "{\"chatStates\":false}", "de"), await Store.FindAccountAsync("mail", Alice, Token));
        Assert.Null(await Store.FindAccountAsync("matrix", Alice, Token));

        await Store.RegisterAccountAsync("mail", Alice, Now, Token);
        await Store.RegisterAccountAsync("mail", Alice, Now.AddDays(1), Token);
        Assert.Equal(new AccountRow("mail", Alice, Now, "{\"chatStates\":false}", "de"), await Store.FindAccountAsync("mail", Alice, Token));

        await Store.PutSettingsAsync("mail", Alice, "{}", null, Token);
        Assert.Equal(new AccountRow("mail", Alice, Now, "{}", null), await Store.FindAccountAsync("mail", Alice, Token));
        await Store.RegisterAccountAsync("matrix", Alice, Now, Token);
        Assert.Equal(new AccountRow("matrix", Alice, Now, "{}", null), await Store.FindAccountAsync("matrix", Alice, Token));

        await Store.RemoveAccountAsync("mail", Alice, Token);
        Assert.Null(await Store.FindAccountAsync("mail", Alice, Token));
        await Store.RemoveAccountAsync("mail", Alice, Token);
    }

    [Fact]
    public async Task Who_awaits_contacts_is_kept_until_they_are_there_or_the_account_goes()
    {
        await Store.PutAwaitsContactsAsync("mail", Alice, true, Token);
        Assert.Empty(await Store.ReadAwaitingContactsAsync("mail", Token));
        await Store.RegisterAccountAsync("mail", Alice, Now, Token);
        await Store.RegisterAccountAsync("mail", "bob@localhost", Now, Token);

        await Store.PutAwaitsContactsAsync("mail", Alice, true, Token);
        await Store.PutAwaitsContactsAsync("mail", "bob@localhost", true, Token);
        await Store.PutAwaitsContactsAsync("mail", "bob@localhost", false, Token);

        Assert.Equal(Alice, Assert.Single(await Store.ReadAwaitingContactsAsync("mail", Token)).User);
        Assert.Empty(await Store.ReadAwaitingContactsAsync("matrix", Token));
        await Store.RemoveAccountAsync("mail", Alice, Token);
        Assert.Empty(await Store.ReadAwaitingContactsAsync("mail", Token));
    }

    [Fact]
    public async Task The_language_that_was_heard_is_kept_beside_the_chosen_one()
    {
        await Store.PutHeardLanguageAsync("mail", Alice, "de", Token);
        Assert.Equal(new AccountRow("mail", Alice, null, "{}", null, "de"), await Store.FindAccountAsync("mail", Alice, Token));

        await Store.PutSettingsAsync("mail", Alice, "{\"chatStates\":false}", "en", Token);
        await Store.PutHeardLanguageAsync("mail", Alice, "en", Token);
        Assert.Equal(
            new AccountRow("mail", Alice, null, "{\"chatStates\":false}", "en", "en"), await Store.FindAccountAsync("mail", Alice, Token));
        Assert.Null(await Store.FindAccountAsync("matrix", Alice, Token));
    }

    [Fact]
    public async Task Nothing_is_changed_of_somebody_of_whom_nothing_is_kept()
    {
        Assert.False(await Store.ChangeSettingsAsync("mail", Alice, "{}", "de", Token));
        Assert.False(await Store.ChangeHeardLanguageAsync("mail", Alice, "de", Token));
        Assert.Null(await Store.FindAccountAsync("mail", Alice, Token));
        await Store.RegisterAccountAsync("mail", Alice, Now, Token);
        await Store.RegisterAccountAsync("matrix", Alice, Now, Token);

        Assert.True(await Store.ChangeSettingsAsync("mail", Alice, "{\"chatStates\":false}", "en", Token));
        Assert.True(await Store.ChangeHeardLanguageAsync("mail", Alice, "de", Token));
        Assert.Equal(
            new AccountRow("mail", Alice, Now, "{\"chatStates\":false}", "en", "de"), await Store.FindAccountAsync("mail", Alice, Token));
        Assert.Equal(new AccountRow("matrix", Alice, Now, "{}", null), await Store.FindAccountAsync("matrix", Alice, Token));
    }

    [Fact]
    public async Task An_account_goes_with_its_contacts_and_nobody_elses()
    {
        await Store.RegisterAccountAsync("mail", Alice, Now, Token);
        await Store.PutContactAsync(Contact, Token);
        await Store.PutContactAsync(Contact with { RemoteId = "" }, Token);
        await Store.PutContactAsync(Contact with { User = "ben@localhost" }, Token);
        await Store.PutContactAsync(Contact with { Network = "matrix" }, Token);

        await Store.RemoveAccountAsync("mail", "alice@localhost", Token);

        Assert.Empty(await Store.ReadContactsAsync("mail", "alice@localhost", null, 10, Token));
        Assert.Single(await Store.ReadContactsAsync("mail", "ben@localhost", null, 10, Token));
        Assert.Single(await Store.ReadContactsAsync("matrix", "alice@localhost", null, 10, Token));
    }

    [Fact]
    public async Task Contacts_of_who_has_left_are_kept_until_that_is_said()
    {
        await Store.RegisterAccountAsync("mail", Alice, Now, Token);
        await Store.PutContactAsync(Contact, Token);
        await Store.PutContactAsync(Contact with { RemoteId = "eve@example.com", Localpart = "eve" }, Token);
        await Store.RegisterAccountAsync("mail", "ben@localhost", Now, Token);

        await Store.RemoveAccountAsync("mail", Alice, Token);
        await Store.RemoveAccountAsync("mail", "ben@localhost", Token);
        await Store.RemoveAccountAsync("mail", "nobody@localhost", Token);

        var gateway = new ContactRow(0, "mail", Alice, "", "", false, ContactSubscription.None);
        var open = await Store.ReadFarewellsAsync("mail", Alice, 10, Token);
        Assert.Equal([Contact with { RowId = 0, RemoteId = "eve@example.com", Localpart = "eve" }, Contact with { RowId = 0 }, gateway], open);
        Assert.Equal([gateway with { User = "ben@localhost" }, .. open], await Store.ReadFarewellsAsync("mail", null, 10, Token));
        Assert.Single(await Store.ReadFarewellsAsync("mail", null, 1, Token));
        Assert.Empty(await Store.ReadFarewellsAsync("matrix", null, 10, Token));

        await Store.RemoveFarewellsAsync([open[0], open[2]], Token);
        Assert.Equal([open[1]], await Store.ReadFarewellsAsync("mail", Alice, 10, Token));
        Assert.Equal((false, true), (await Store.IsFarewellAsync(open[0], Token), await Store.IsFarewellAsync(open[1], Token)));
    }

    [Fact]
    public async Task Who_comes_again_is_not_taken_leave_of()
    {
        await Store.RegisterAccountAsync("mail", Alice, Now, Token);
        await Store.PutContactAsync(Contact, Token);
        await Store.PutContactAsync(Contact with { RemoteId = "eve@example.com", Localpart = "eve" }, Token);
        await Store.RemoveAccountAsync("mail", Alice, Token);

        await Store.RegisterAccountAsync("mail", Alice, Now, Token);
        await Store.PutContactAsync(Contact, Token);

        Assert.Equal(["eve@example.com"], (await Store.ReadFarewellsAsync("mail", Alice, 10, Token)).Select(row => row.RemoteId));
    }

    [Fact]
    public async Task Registered_users_are_read_in_pages()
    {
        foreach (var user in new[] { "c@localhost", "a@localhost", "b@localhost" })
        {
            await Store.RegisterAccountAsync("mail", user, Now, Token);
        }

        await Store.PutSettingsAsync("mail", "aa@localhost", "{}", null, Token);
        await Store.RegisterAccountAsync("matrix", "d@localhost", Now, Token);

        var first = await Store.ReadRegisteredAsync("mail", "", 2, Token);
        var second = await Store.ReadRegisteredAsync("mail", first[^1].User, 2, Token);

        Assert.Equal(["a@localhost", "b@localhost", "c@localhost"], first.Concat(second).Select(a => a.User));
        Assert.Empty(await Store.ReadRegisteredAsync("mail", second[^1].User, 2, Token));
    }

    [Fact]
    public async Task All_contacts_of_a_user_are_read_in_pages_the_gateway_first()
    {
        await Store.PutContactAsync(Contact with { RemoteId = "b", UserSees = false }, Token);
        await Store.PutContactAsync(Contact with { RemoteId = "" }, Token);
        await Store.PutContactAsync(Contact with { RemoteId = "a" }, Token);
        await Store.PutContactAsync(Contact with { User = "ben@localhost", RemoteId = "c" }, Token);

        var first = await Store.ReadContactsAsync("mail", "alice@localhost", null, 2, Token);
        var second = await Store.ReadContactsAsync("mail", "alice@localhost", first[^1].RemoteId, 2, Token);

        Assert.Equal(["", "a", "b"], first.Concat(second).Select(c => c.RemoteId));
    }

    [Fact]
    public async Task A_user_sees_what_is_on_its_way_from_them_oldest_first()
    {
        var first = await AddAsync(Outgoing("1"));
        await AddAsync(Outgoing("2") with { User = "ben@localhost" });
        await AddAsync(Outgoing("3", network: "matrix"));
        var last = await AddAsync(Outgoing("4"));
        await Store.DeferOutgoingAsync(first, 3, Now.AddMinutes(5), new LocalText("busy", "besetzt"), Token);

        var listed = await Store.ListOutgoingOfAsync("mail", "alice@localhost", 10, Token);

        Assert.Equal([first, last], listed.Select(e => e.Sequence));
        Assert.Equal<(int, LocalText?, string, DateTimeOffset)>((3, new LocalText("busy", "besetzt"), "bob@example.test", Now), (listed[0].Attempts, listed[0].LastReason, listed[0].Contact, listed[0].AcceptedAt));
        Assert.Equal([first], (await Store.ListOutgoingOfAsync("mail", "alice@localhost", 1, Token)).Select(e => e.Sequence));
    }
}
