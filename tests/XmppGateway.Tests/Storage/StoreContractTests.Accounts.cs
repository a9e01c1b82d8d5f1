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
        await Store.DeferOutgoingAsync(first, 3, Now.AddMinutes(5), "busy", Token);

        var listed = await Store.ListOutgoingOfAsync("mail", "alice@localhost", 10, Token);

        Assert.Equal([first, last], listed.Select(e => e.Sequence));
        Assert.Equal((3, "busy", "bob@example.test", Now), (listed[0].Attempts, listed[0].LastReason, listed[0].Contact, listed[0].AcceptedAt));
        Assert.Equal([first], (await Store.ListOutgoingOfAsync("mail", "alice@localhost", 1, Token)).Select(e => e.Sequence));
    }
}
