using XmppGateway.Benchmarks.Compare;
using XmppGateway.Storage;

namespace XmppGateway.Benchmarks.Scale;

/// <summary>People who are contacts of many users, as a gateway that has run for years has them stored.</summary>
internal static class StoredContacts
{
    public const string Network = "example";
    private const int AtOnce = 1000;

    public static string Person(int number) => $"person{number}";

    /// <summary>Whose contact somebody is: one after the other, so that all have as many.</summary>
    public static string UserOf(int contact, int users) => $"user{contact % users}@{EchoLoad.Domain}";

    /// <summary>Writes them through the store as the gateway does, many in a commit.</summary>
    public static async Task SeedAsync(IStore store, int contacts, int users)
    {
        for (var first = 0; first < contacts; first += AtOnce)
        {
            var numbers = Enumerable.Range(first, Math.Min(AtOnce, contacts - first)).ToArray();
            await Task.WhenAll(numbers.Select(number => store.AddIdentityAsync(
                new Identity(Network, Person(number), Person(number), Person(number), $"Person {number}"), CancellationToken.None)));
            await Task.WhenAll(numbers.Select(number => store.PutContactAsync(
                new ContactRow(0, Network, UserOf(number, users), Person(number), Person(number), UserSees: true, ContactSubscription.Granted),
                CancellationToken.None)));
        }
    }
}
