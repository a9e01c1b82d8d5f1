using System.Text;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using Xunit;

namespace XmppGateway.Tests.Mapping;

public sealed class AddressBookTests
{
    private static readonly FakeLink Link = new();

    private readonly MemoryStore _store = new();
    private readonly Network _folding = new("mail", new FakeAdapter(), Link);
    private readonly Network _exact = new("exact", new FakeAdapter(foldsNames: false), Link);

    [Theory]
    [InlineData("bob@example.com", @"bob\40example.com")]
    [InlineData("o'hara@example.com", @"o\27hara\40example.com")]
    [InlineData(@"a\40b@example.com", @"a\5c40b\40example.com")]
    [InlineData(@"a\b@example.com", @"a\b\40example.com")]
    public async Task An_id_that_can_be_read_back_is_the_localpart(string id, string localpart) =>
        Assert.Equal(localpart, (await GetAsync(_folding, id)).Local);

    [Fact]
    public async Task An_address_that_is_only_the_id_changes_no_spelling()
    {
        await new AddressBook(_store).GetJidAsync(_folding, new(new("bob@example.com"), "Bob@Example.com", "Bob"), TestContext.Current.CancellationToken);
        await new AddressBook(_store).GetJidAsync(_folding, new(new("bob@example.com"), "bob@example.com"), TestContext.Current.CancellationToken);
        Assert.Equal(("Bob@Example.com", "Bob"), Assert.Single(_store.Identities) is var known ? (known.Address, known.DisplayName) : default);
        await new AddressBook(_store).GetJidAsync(_folding, new(new("bob@example.com"), "BOB@example.com"), TestContext.Current.CancellationToken);
        Assert.Equal("BOB@example.com", Assert.Single(_store.Identities).Address);
        await new AddressBook(_store).GetJidAsync(_folding, new(new("bob@example.com"), "bob@example.com") { IsProven = true }, TestContext.Current.CancellationToken);
        Assert.Equal("bob@example.com", Assert.Single(_store.Identities).Address);
    }

    [Fact]
    public async Task The_gateway_itself_is_the_domain_and_nobody_who_is_remembered()
    {
        Assert.Equal(Link.Domain, (await GetAsync(_folding, GatewayContact.Instance.Id.Value)).ToString());
        Assert.Empty(_store.Identities);
    }

    [Fact]
    public async Task Ids_that_differ_in_case_get_different_JIDs()
    {
        var lower = await GetAsync(_exact, "bob@example.com");
        var upper = await GetAsync(_exact, "Bob@example.com");

        Assert.Equal(@"bob\40example.com", lower.Local);
        Assert.Matches("^m-[a-z2-7]{32}$", upper.Local);
        Assert.Equal("Bob@example.com", (await FindAsync(_exact, upper))?.Id.Value);
        Assert.Equal("bob@example.com", (await FindAsync(_exact, lower))?.Id.Value);
    }

    [Fact]
    public async Task An_id_that_is_too_long_or_no_address_gets_a_code()
    {
        foreach (var id in new[] { new string('x', 1100) + "@example.com", "!room:example.com", " a@example.com", "\uFFFF@example.com" })
        {
            var jid = await GetAsync(_exact, id);
            Assert.Matches("^m-[a-z2-7]{32}$", jid.Local);
            Assert.Equal(id, (await FindAsync(_exact, jid))?.Id.Value);
        }
    }

    [Fact]
    public async Task A_localpart_that_is_taken_is_not_given_out_again()
    {
        // Given out by an earlier version whose adapter read addresses differently.
        await _store.AddIdentityAsync(new Identity("mail", "someone else", @"bob\40example.com", "someone else", null), CancellationToken.None);
        var code = Localparts.Code(new RemoteUserId("bob@example.com"), 1);
        await _store.AddIdentityAsync(new Identity("mail", "third", code, "third", null), CancellationToken.None);

        var jid = await GetAsync(_folding, "bob@example.com");

        Assert.Equal(Localparts.Code(new RemoteUserId("bob@example.com"), 2), jid.Local);
        Assert.Equal("bob@example.com", (await FindAsync(_folding, jid))?.Id.Value);
        Assert.Equal("someone else", (await FindAsync(_folding, Jid.Parse(@"bob\40example.com@mail.example.org")))?.Id.Value);
    }

    [Theory]
    [InlineData("nobody@mail.example.org")]
    [InlineData("mail.example.org")]
    [InlineData(@"bob\40@mail.example.org")]
    [InlineData("m-abcdefghijklmnopqrstuvwxyz234567@mail.example.org")]
    public async Task What_is_nobodys_is_not_found_and_leaves_nothing(string jid)
    {
        Assert.Null(await FindAsync(_folding, Jid.Parse(jid)));
        Assert.Empty(_store.Identities);
    }

    [Fact]
    public async Task The_readable_form_of_somebody_with_a_code_is_refused()
    {
        await _store.AddIdentityAsync(new Identity("mail", "bob@example.com", "m-code", "bob@example.com", null), CancellationToken.None);

        Assert.Null(await FindAsync(_folding, Jid.Parse(@"bob\40example.com@mail.example.org")));
        Assert.Equal("m-code", (await GetAsync(_folding, "bob@example.com")).Local);
    }

    [Fact]
    public async Task A_room_is_no_person_and_keeps_its_own_address()
    {
        var book = new AddressBook(_store, (_, room, _) => ValueTask.FromResult(Jid.Parse($"{room.Value}@mail.example.org")));
        var room = new RemoteContact(new RemoteUserId("!Garden"), "garden") { IsRoom = true };

        Assert.Equal("garden@mail.example.org", (await book.GetJidAsync(_folding, room, CancellationToken.None)).ToString());
        Assert.Null(await _store.FindIdentityAsync("mail", "!Garden", CancellationToken.None));
    }

    [Fact]
    public async Task A_newer_spelling_and_name_are_stored_and_the_JID_stays()
    {
        var book = new AddressBook(_store);
        var id = new RemoteUserId("bob@example.com");
        var before = await book.GetJidAsync(_folding, new RemoteContact(id, "bob@example.com"), CancellationToken.None);
        var after = await book.GetJidAsync(_folding, new RemoteContact(id, "Bob@Example.com", "Bob"), CancellationToken.None);
        await book.GetJidAsync(_folding, new RemoteContact(id, "Bob@Example.com"), CancellationToken.None);

        Assert.Equal(before, after);
        var expected = new RemoteContact(id, "Bob@Example.com", "Bob");
        Assert.Equal(expected, await book.FindContactAsync(_folding, after, CancellationToken.None));
        Assert.Equal(expected, await FindAsync(_folding, after));
    }

    [Fact]
    public async Task Nothing_is_given_out_while_the_store_is_away()
    {
        _store.IsAway = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await GetAsync(_folding, "bob@example.com"));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await FindAsync(_folding, Jid.Parse(@"bob\40example.com@mail.example.org")));
    }

    [Fact]
    public void Every_set_of_ids_maps_one_to_one() => Prop.ForAll(
        ArbMap.Default.ArbFor<string[]>(),
        names => MapsOneToOneAsync(_exact, names).GetAwaiter().GetResult() && MapsOneToOneAsync(_folding, names).GetAwaiter().GetResult())
        .MustHold();

    [Fact]
    public void Escaping_comes_back() => Prop.ForAll(
        Arb.From(Gen.Elements([.. @"ab\2065c340e ""&'/:<>@".ToCharArray()]).NonEmptyListOf().Select(c => new string([.. c]))),
        text => !JidEscaping.TryEscape(text, out var escaped) || JidEscaping.Unescape(escaped) == text).MustHold();

    private static async Task<bool> MapsOneToOneAsync(Network network, string[]? names)
    {
        // A store of its own; every lookup by a book that remembers nothing.
        var store = new MemoryStore();
        var ids = (names ?? [])
            .SelectMany(n => new[] { n ?? "", (n ?? "").ToUpperInvariant(), (n ?? "") + @"\40x", "m-" + n })
            .Select(n => new RemoteUserId(n + "@example.com"))
            .Distinct()
            .ToArray();
        var jids = new HashSet<Jid>();
        foreach (var id in ids)
        {
            var jid = await new AddressBook(store).GetJidAsync(network, new RemoteContact(id, id.Value), CancellationToken.None);
            Assert.True(jids.Add(jid), $"{jid} was given out twice");
            Assert.True(Encoding.UTF8.GetByteCount(jid.Local!) <= 1023);
            Assert.Equal(id, (await new AddressBook(store).FindContactAsync(network, jid, CancellationToken.None))?.Id);
            Assert.Equal(
                jid, await new AddressBook(store).GetJidAsync(network, new RemoteContact(id, id.Value), CancellationToken.None));
        }

        return true;
    }

    private async Task<Jid> GetAsync(Network network, string id) =>
        await new AddressBook(_store).GetJidAsync(network, new RemoteContact(new RemoteUserId(id), id), CancellationToken.None);

    private async Task<RemoteContact?> FindAsync(Network network, Jid jid) =>
        await new AddressBook(_store).FindContactAsync(network, jid, CancellationToken.None);
}
