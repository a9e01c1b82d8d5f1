using System.Collections.Concurrent;
using XmppGateway.Benchmarks.Compare;
using XmppGateway.Benchmarks.Pipeline;

namespace XmppGateway.Benchmarks.Scale;

/// <summary>One user's login, and messages to contacts from all over the store.</summary>
/// <param name="first">Its messages have greater numbers: those of two starts must not be taken for each other.</param>
internal sealed class ScaleTraffic(PresenceLoad load, int contacts, int users, int first)
{
    private const int WrittenTo = 500;
    private int _last = first;

    /// <summary>The people who are written to.</summary>
    public IEnumerable<string> People => Enumerable.Range(0, Count).Select(i => StoredContacts.Person(Contact(i)));

    private int Count => Math.Min(WrittenTo, contacts);

    /// <summary>RFC 6121 §4.2.2: presence and probe to each contact of the first user, who then writes a message.</summary>
    public async Task LogInAsync()
    {
        for (var contact = 0; contact < contacts; contact += users)
        {
            var (from, to) = PartiesOf(contact);
            load.Send($"<presence from='{from}' to='{to}'/><presence from='{from}' to='{to}' type='probe'/>");
        }

        await WriteAsync(1, 1);
    }

    /// <summary>Writes messages, at most <paramref name="window"/> of them without receipt; how long each took, in milliseconds.</summary>
    public async Task<IReadOnlyCollection<double>> WriteAsync(int n, int window)
    {
        var times = new ConcurrentBag<double>();
        var left = n;
        await Task.WhenAll(Enumerable.Range(0, window).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var number = Interlocked.Increment(ref _last);
                var (from, to) = PartiesOf(Contact(number % Count));
                var took = await load.WriteAsync(number, to, "<body>Is it late? This is about as long as what people write to each other.</body>", from);
                times.Add(took.TotalMilliseconds);
            }
        }));
        return times;
    }

    private int Contact(int index) => (int)((long)index * contacts / Count);

    private (string From, string To) PartiesOf(int contact) =>
        (StoredContacts.UserOf(contact, users) + "/r", $"{StoredContacts.Person(contact)}@{GatewaySubject.Domain}");
}
