using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters;

// IKnowsProfiles, ISearchesPeople, ITakesBlocks and INamesDomains.
public sealed partial class AdapterContractTests
{
    public static TheoryData<string> KnowingProfiles => [.. AdapterFixtures.With<IKnowsProfiles>()];

    public static TheoryData<string> Searching => [.. AdapterFixtures.With<ISearchesPeople>()];

    public static TheoryData<string> NamingDomains => [.. AdapterFixtures.With<INamesDomains>()];

    public static TheoryData<string> TakingBlocks => [.. AdapterFixtures.With<ITakesBlocks>()];

    [Theory]
    [MemberData(nameof(KnowingProfiles))]
    public async Task Somebody_has_a_profile_whose_picture_keeps_its_id(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var adapter = Assert.IsType<IKnowsProfiles>(test.Adapter, exactMatch: false);
        await PowerOf<IPeopleFixture>(test).IntroduceAsync(test.Adapter, Cancelled);

        var profile = await adapter.GetProfileAsync(test.Contact, Cancelled).AsTask().WaitAsync(Soon, Cancelled);
        var again = await adapter.GetProfileAsync(test.Contact, Cancelled);

        Assert.NotNull(profile);
        Assert.Equal((profile.DisplayName, profile.Avatar?.Id), (again?.DisplayName, again?.Avatar?.Id));
        if (profile.Avatar is { } avatar)
        {
            Assert.NotEmpty(avatar.Id);
            var picture = Assert.IsType<Picture>(await avatar.Open(Cancelled));
            Assert.Contains(picture.MediaType, (string[])["image/png", "image/jpeg", "image/webp", "image/gif"]);
            Assert.InRange(picture.Content.Length, 1, int.MaxValue);
        }
    }

    [Theory]
    [MemberData(nameof(KnowingProfiles))]
    public async Task Nobody_has_no_profile(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var nobody = Assert.IsType<RemoteContact>(test.Adapter.ParseAddress(PowerOf<IPeopleFixture>(test).Nobody));

        Assert.Null(await Assert.IsType<IKnowsProfiles>(test.Adapter, exactMatch: false).GetProfileAsync(nobody, Cancelled).AsTask().WaitAsync(Soon, Cancelled));
    }

    [Theory]
    [MemberData(nameof(Searching))]
    public async Task A_search_finds_those_who_fit_and_no_more_than_asked_for(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var adapter = Assert.IsType<ISearchesPeople>(test.Adapter, exactMatch: false);
        var people = PowerOf<IPeopleFixture>(test);
        for (var limit = 1; limit <= people.Found + 1; limit++)
        {
            var found = await adapter.SearchAsync(AdapterUnderTest.Alice, people.SearchedFor, limit, Cancelled).AsTask().WaitAsync(Soon, Cancelled);

            Assert.Equal(Math.Min(limit, people.Found), found.Count);
            Assert.Equal(found.Count, found.Select(contact => contact.Id).Distinct().Count());
            Assert.All(found, contact => Assert.Equal(contact.Id, test.Adapter.ParseAddress(contact.Address)?.Id));
        }
    }

    [Theory]
    [MemberData(nameof(Searching))]
    public async Task A_search_for_whatever_is_typed_does_not_fail(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var adapter = Assert.IsType<ISearchesPeople>(test.Adapter, exactMatch: false);
        foreach (var text in HostileValues)
        {
            Assert.InRange((await adapter.SearchAsync(AdapterUnderTest.Alice, text, 2, Cancelled).AsTask().WaitAsync(Soon, Cancelled)).Count, 0, 2);
        }
    }

    [Theory]
    [MemberData(nameof(NamingDomains))]
    public async Task The_domain_of_an_address_is_in_lower_case_and_the_same_for_each_spelling(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var adapter = Assert.IsType<INamesDomains>(test.Adapter, exactMatch: false);
        var domain = adapter.DomainOf(test.Contact);

        Assert.True(domain is null || Uri.CheckHostName(domain) == UriHostNameType.Dns);
        Assert.Equal(domain?.ToLowerInvariant(), domain);
        Assert.All(test.Peer.Spellings, spelling => Assert.Equal(domain, adapter.DomainOf(test.Adapter.ParseAddress(spelling)!)));
    }

    [Theory]
    [MemberData(nameof(TakingBlocks))]
    public async Task Blocks_can_be_repeated_lifted_and_reported(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var adapter = Assert.IsType<ITakesBlocks>(test.Adapter, exactMatch: false);
        foreach (var blocked in (bool[])[true, true, false, false])
        {
            Assert.IsType<DeliveryResult.Delivered>(await adapter.SetBlockedAsync(AdapterUnderTest.Alice, test.Contact, blocked, Cancelled));
        }

        Assert.IsType<DeliveryResult.Delivered>(await adapter.ReportAsync(AdapterUnderTest.Alice, test.Contact, "spam \uD800\r\n.\r\n", Cancelled));
    }

    [Theory]
    [MemberData(nameof(TakingBlocks))]
    public async Task A_block_for_a_peer_that_is_down_is_a_value(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind, peerIsUp: false);
        var adapter = Assert.IsType<ITakesBlocks>(test.Adapter, exactMatch: false);

        Assert.IsType<DeliveryResult.Retry>(await adapter.SetBlockedAsync(AdapterUnderTest.Alice, test.Contact, true, Cancelled));
        Assert.IsType<DeliveryResult.Retry>(await adapter.ReportAsync(AdapterUnderTest.Alice, test.Contact, "spam", Cancelled));
    }
}
