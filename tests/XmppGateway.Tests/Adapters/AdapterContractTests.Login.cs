using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters;

// IOffersLogin, and IListsContacts, which is about the account.
public sealed partial class AdapterContractTests
{
    private const int MostSteps = 20;

    public static TheoryData<string> OfferingLogin => [.. AdapterFixtures.With<IOffersLogin>()];

    public static TheoryData<string> ListingContacts => [.. AdapterFixtures.With<IListsContacts>()];

    [Theory]
    [MemberData(nameof(OfferingLogin))]
    public async Task A_login_that_is_begun_does_nothing_yet_and_asks_well_formed_questions(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var contacts = test.Peer.Contacts;

        var form = LoginOf(test).BeginLogin(AdapterUnderTest.Alice).Form;

        Assert.Equal(contacts, test.Peer.Contacts);
        Assert.Empty(test.Context.Notes.Values);
        AssertWellFormed(form);
    }

    [Theory]
    [MemberData(nameof(OfferingLogin))]
    public async Task Right_answers_lead_to_an_account_that_is_kept(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);

        await LogInAsync(test);

        Assert.All(((FakeSecrets)test.Context.Secrets).Values.Keys, key => Assert.Equal(AdapterUnderTest.Alice, key.User));
        Assert.NotEmpty(((FakeSecrets)test.Context.Secrets).Values);
        await test.RestartAsync();
        Assert.IsType<DeliveryResult.Delivered>(await test.SendAsync(test.Say("hello"), AdapterUnderTest.DeliveryId(1)));
    }

    [Theory]
    [MemberData(nameof(OfferingLogin))]
    public async Task A_wrong_answer_is_asked_for_again_at_its_field_until_it_is_right(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var fixture = PowerOf<ILoginFixture>(test);
        Step step = LoginOf(test).BeginLogin(AdapterUnderTest.Alice);
        for (var round = 0; round < MostSteps && step is Step.Ask ask; round++)
        {
            var again = Assert.IsType<Step.Ask>(await ask.Next(fixture.Answer(ask.Form, right: false), Cancelled));
            Assert.Contains(again.Form.Fields, field => field.Error is not null);
            Assert.All(again.Form.Fields.Where(field => field.Kind == FieldKind.Secret), field => Assert.Empty(field.Values));
            Assert.Equal(ask.Form.Fields.Select(field => field.Name), again.Form.Fields.Select(field => field.Name));
            step = await again.Next(fixture.Answer(again.Form, right: true), Cancelled);
        }

        Assert.IsType<Step.Done>(step);
    }

    [Theory]
    [MemberData(nameof(OfferingLogin))]
    public async Task Wrong_answers_for_ever_never_make_an_account(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var fixture = PowerOf<ILoginFixture>(test);
        Step step = LoginOf(test).BeginLogin(AdapterUnderTest.Alice);
        for (var round = 0; round < MostSteps && step is Step.Ask ask; round++)
        {
            step = await ask.Next(fixture.Answer(ask.Form, right: false), Cancelled);
        }

        Assert.IsNotType<Step.Done>(step);
        Assert.Empty(((FakeSecrets)test.Context.Secrets).Values);
    }

    [Theory]
    [MemberData(nameof(OfferingLogin))]
    public async Task A_logout_forgets_everything_and_is_harmless_without_an_account(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var login = LoginOf(test);
        await login.LogoutAsync(AdapterUnderTest.Alice, Cancelled);
        var before = test.Context.Notes.Values.Count;
        await LogInAsync(test);

        await login.LogoutAsync(AdapterUnderTest.Alice, Cancelled);
        await login.LogoutAsync(AdapterUnderTest.Alice, Cancelled);

        Assert.Equal(before, test.Context.Notes.Values.Count);
        var result = await test.SendAsync(test.Say("hello"), AdapterUnderTest.DeliveryId(1));
        Assert.True(login.LoginRequired ? result is DeliveryResult.Rejected : result is DeliveryResult.Delivered, result.ToString());
    }

    [Theory]
    [MemberData(nameof(ListingContacts))]
    public async Task The_contacts_of_an_account_are_people_each_of_them_once(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var adapter = Assert.IsType<IListsContacts>(test.Adapter, exactMatch: false);
        var before = await adapter.GetContactsAsync(AdapterUnderTest.Alice, Cancelled).AsTask().WaitAsync(Soon, Cancelled);
        if (test.Adapter is IOffersLogin)
        {
            Assert.Empty(before);
            await LogInAsync(test);
        }

        var contacts = await adapter.GetContactsAsync(AdapterUnderTest.Alice, Cancelled).AsTask().WaitAsync(Soon, Cancelled);

        Assert.NotEmpty(contacts);
        Assert.Equal(contacts.Count, contacts.Select(contact => contact.Id).Distinct().Count());
        Assert.All(contacts, contact => Assert.Equal(contact.Id, test.Adapter.ParseAddress(contact.Address)?.Id));
    }

    private static IOffersLogin LoginOf(AdapterUnderTest test) => Assert.IsType<IOffersLogin>(test.Adapter, exactMatch: false);

    private static async Task LogInAsync(AdapterUnderTest test)
    {
        Step step = LoginOf(test).BeginLogin(AdapterUnderTest.Alice);
        for (var round = 0; round < MostSteps && step is Step.Ask ask; round++)
        {
            AssertWellFormed(ask.Form);
            step = await ask.Next(PowerOf<ILoginFixture>(test).Answer(ask.Form, right: true), Cancelled);
        }

        Assert.IsType<Step.Done>(step);
    }

    private static void AssertWellFormed(Form form)
    {
        Assert.NotEmpty(form.Title.English);
        Assert.Equal(form.Fields.Count, form.Fields.Select(field => field.Name).Distinct().Count());
        Assert.All(form.Fields, field =>
        {
            Assert.Matches("^[a-z0-9_]+$", field.Name);
            Assert.Equal(field.Kind is FieldKind.Choice or FieldKind.Choices, field.Choices.Count > 0);
            Assert.All(LocalText.Languages, language => Assert.NotEmpty(field.Label.In(language)));
            Assert.All(field.Kind is FieldKind.Choice or FieldKind.Choices ? field.Values : [], value => Assert.Contains(value, field.Choices.Select(choice => choice.Value)));
        });
    }
}
