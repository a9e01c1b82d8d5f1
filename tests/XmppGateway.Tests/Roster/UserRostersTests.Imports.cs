using Microsoft.Extensions.Logging;
using XmppGateway.Roster;
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
        var care = new RosterCare(_rosters, _time, _log.CreateLogger<RosterCare>());
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
        var care = new RosterCare(_rosters, _time, _log.CreateLogger<RosterCare>());
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_comes_into_the_roster_of_who_has_left_or_after_the_tenure(bool leaves)
    {
        var care = new RosterCare(_rosters, _time, _log.CreateLogger<RosterCare>());
        var network = _network with { Adapter = new ListingAdapter([.. Enumerable.Range(0, 20).Select(i => Person("p" + i))]) };
        using var tenure = new CancellationTokenSource();
        var running = care.RunAsync(tenure.Token);
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
}
