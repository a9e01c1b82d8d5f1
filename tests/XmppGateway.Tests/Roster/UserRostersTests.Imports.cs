using Microsoft.Extensions.Logging;
using XmppGateway.Roster;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Roster;

/// <content>The contacts that somebody has on the network, when they register.</content>
public sealed partial class UserRostersTests
{
    [Fact]
    public async Task Who_registers_gets_the_contacts_of_the_network()
    {
        await GrantAsync();
        var care = new RosterCare(_rosters, _store, _time, _log.CreateLogger<RosterCare>());
        var adapter = new ListingAdapter(Bob, Person("eve"));
        var bothAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _link.OnAsk = request =>
        {
            var answer = Answer(request);
            if (_asked.Count(s => s.Type == "set") == 2)
            {
                bothAsked.TrySetResult();
            }

            return answer;
        };

        await care.RegisteredAsync(_network with { Adapter = adapter }, Alice, CancellationToken.None);
        using var patience = Patience.Begin();
        await bothAsked.Task.WaitAsync(patience.Token);

        Assert.Equal([BobsJid, @"eve\40example.com@mail.example.org"], _asked.Where(s => s.Type == "set").Select(s => Assert.Single(RosterItem.Find(s)!).Jid.ToString()));
    }

    /// <summary>XEP-0144 §5: a list is what it is for; and a link that goes does not end it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_takes_suggestions_gets_the_contacts_of_the_network_at_once(bool isInterrupted)
    {
        _clientTakesSuggestions = true;
        _link.IsAttached = !isInterrupted;
        var care = new RosterCare(_rosters, _store, _time, _log.CreateLogger<RosterCare>());
        var suggested = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _link.OnAsk = request =>
        {
            var answer = Answer(request);
            if (RosterExchange.Find(request).Count() is var count and > 0)
            {
                suggested.TrySetResult(count);
            }

            return answer;
        };

        await care.RegisteredAsync(_network with { Adapter = new ListingAdapter(Bob, Person("eve")) }, Alice.WithResource("phone"), CancellationToken.None);
        using var patience = Patience.Begin();
        while (isInterrupted && !_log.Lines.Any(line => line.Text.Contains("the link went", StringComparison.Ordinal)))
        {
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }

        _link.IsAttached = true;
        while (!suggested.Task.IsCompleted)
        {
            _time.AdvanceToNextTimer();
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal(2, await suggested.Task);
    }

    [Fact]
    public async Task Who_was_asked_about_before_the_link_went_is_not_asked_about_again()
    {
        var people = Enumerable.Range(0, 20).Select(i => Person("p" + i)).ToArray();
        var adding = AddAsync(Alice, people);
        var asked = _link.TakeSent().Count;
        Assert.InRange(asked, 1, 19);

        _link.IsAttached = false;
        Assert.True(_time.AdvanceToNextTimer());

        Assert.Equal(people[asked..], await adding);
    }

    [Fact]
    public async Task An_import_that_the_end_of_the_program_cut_goes_on_at_the_next_start_without_who_was_declined()
    {
        var people = Enumerable.Range(0, 20).Select(i => Person("p" + i)).ToArray();
        var network = _network with { Adapter = new ListingAdapter(people) };
        using (var tenure = new CancellationTokenSource())
        {
            var before = new RosterCare(_rosters, _store, _time, _log.CreateLogger<RosterCare>());
            var running = before.RunAsync([], tenure.Token);
            await before.RegisteredAsync(network, Alice, CancellationToken.None);
            await UntilAsync(() => _store.Contacts.Count >= 5);
            await tenure.CancelAsync();
            await running;
        }

        Assert.Equal([("mail", Alice.ToString())], _store.AwaitingContacts);
        _store.Accounts.Add(new AccountRow("mail", Alice.ToString(), _time.GetUtcNow(), "{}", null));
        await _store.PutContactAsync(_store.Contacts[0] with { ContactSees = ContactSubscription.Refused }, CancellationToken.None);
        var declined = _link.TakeSent()[0].From!;

        using var next = new CancellationTokenSource();
        var care = new RosterCare(_rosters, _store, _time, _log.CreateLogger<RosterCare>());
        var goesOn = care.RunAsync([network], next.Token);
        await UntilAsync(
            () =>
            {
                _time.AdvanceToNextTimer();
                return _store.AwaitingContacts.Count == 0;
            });
        await next.CancelAsync();
        await goesOn;

        var asked = _link.TakeSent().Select(request => request.From!).ToList();
        Assert.Equal(19, asked.Count);
        Assert.DoesNotContain(declined, asked);
    }

    [Fact]
    public async Task Who_has_left_since_gets_no_contacts_at_the_next_start()
    {
        _store.AwaitingContacts.Add(("mail", Alice.ToString()));
        var network = _network with { Adapter = new ListingAdapter(Person("p")) };
        using var tenure = new CancellationTokenSource();
        var care = new RosterCare(_rosters, _store, _time, _log.CreateLogger<RosterCare>());
        var running = care.RunAsync([network], tenure.Token);

        await UntilAsync(
            () =>
            {
                _time.AdvanceToNextTimer();
                return _store.AwaitingContacts.Count == 0;
            });
        await tenure.CancelAsync();
        await running;

        Assert.Empty(_link.TakeSent());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_comes_into_the_roster_of_who_has_left_or_after_the_tenure(bool leaves)
    {
        var care = new RosterCare(_rosters, _store, _time, _log.CreateLogger<RosterCare>());
        var network = _network with { Adapter = new ListingAdapter([.. Enumerable.Range(0, 20).Select(i => Person("p" + i))]) };
        using var tenure = new CancellationTokenSource();
        var running = care.RunAsync([], tenure.Token);
        await care.RegisteredAsync(network, Alice, CancellationToken.None);
        using var patience = Patience.Begin();
        while (_store.Contacts.Count < 5)
        {
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }

        if (leaves)
        {
            await care.LeavingAsync(network, Alice, CancellationToken.None);
        }

        await tenure.CancelAsync();
        await running;
        _time.Advance(TimeSpan.FromMinutes(5));
        await care.RegisteredAsync(network, Alice, CancellationToken.None);

        Assert.Equal(5, _store.Contacts.Count);
        Assert.DoesNotContain(_log.Lines, line => line.Text.Contains("could not all be taken over", StringComparison.Ordinal));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = Patience.Begin();
        while (!condition())
        {
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
