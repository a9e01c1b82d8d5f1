using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using XmppGateway.Protection;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Protection;

public sealed class TokenBucketTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RateLimit Limit = new(60, 3);

    [Fact]
    public void A_burst_passes_and_then_one_after_the_other()
    {
        var bucket = TokenBucket.Full(Limit, Start);
        for (var i = 0; i < 3; i++)
        {
            (bucket, var none) = bucket.Take(Limit, Start);
            Assert.Equal(TimeSpan.Zero, none);
        }

        (bucket, var wait) = bucket.Take(Limit, Start);
        Assert.Equal(TimeSpan.FromSeconds(1), wait);
        (bucket, wait) = bucket.Take(Limit, Start.AddSeconds(0.25));
        Assert.Equal(TimeSpan.FromSeconds(0.75), wait);
        (_, wait) = bucket.Take(Limit, Start.AddSeconds(1));
        Assert.Equal(TimeSpan.Zero, wait);
    }

    [Fact]
    public void Who_reserves_later_waits_longer_and_a_place_that_is_given_back_is_free()
    {
        var bucket = TokenBucket.Full(new RateLimit(60, 1), Start);
        (bucket, var first) = bucket.Reserve(new RateLimit(60, 1), Start);
        (bucket, var second) = bucket.Reserve(new RateLimit(60, 1), Start);
        (bucket, var third) = bucket.Reserve(new RateLimit(60, 1), Start);
        Assert.Equal([0, 1, 2], new[] { first, second, third }.Select(w => (int)w.TotalSeconds));

        (_, var again) = bucket.Return(new RateLimit(60, 1)).Reserve(new RateLimit(60, 1), Start);
        Assert.Equal(third, again);
    }

    [Fact]
    public void A_clock_that_is_set_back_neither_gives_tokens_nor_stops_them()
    {
        var bucket = new TokenBucket(0, Start);
        (bucket, _) = bucket.Take(Limit, Start.AddHours(-1));
        Assert.Equal(0, bucket.Tokens);

        (_, var wait) = bucket.Take(Limit, Start.AddHours(-1).AddSeconds(1));
        Assert.Equal(TimeSpan.Zero, wait);
    }

    /// <summary>Whatever the steps of time: never more than the burst and what came back since.</summary>
    [Fact]
    public void Never_more_than_the_burst_and_the_rate_pass() => Prop.ForAll(
        Loads(50),
        given =>
        {
            var (rate, burst, steps) = given;
            var limit = new RateLimit(rate, burst);
            var bucket = TokenBucket.Full(limit, Start);
            var now = Start;
            var passed = 0;
            foreach (var step in steps)
            {
                now = now.AddMilliseconds(step);
                (bucket, var wait) = bucket.Take(limit, now);
                passed += wait == TimeSpan.Zero ? 1 : 0;
            }

            return passed <= burst + ((now - Start).TotalMinutes * rate) + 0.001 && bucket.Tokens >= 0 && bucket.Tokens <= burst;
        }).MustHold();

    /// <summary>In no stretch of time do more reserved places come up than the burst and the rate allow.</summary>
    [Fact]
    public void Reserved_places_keep_the_rate() => Prop.ForAll(
        Loads(20),
        given =>
        {
            var (rate, burst, steps) = given;
            var limit = new RateLimit(rate, burst);
            var bucket = TokenBucket.Full(limit, Start);
            var now = Start;
            var goes = new List<DateTimeOffset>();
            foreach (var step in steps)
            {
                now = now.AddMilliseconds(step);
                (bucket, var wait) = bucket.Reserve(limit, now);
                goes.Add(now + wait);
            }

            return Enumerable.Range(0, goes.Count).All(i => Enumerable.Range(i, goes.Count - i).All(
                j => j - i + 1 <= burst + ((goes[j] - goes[i]).TotalMinutes * rate) + 0.001));
        }).MustHold();

    [Fact]
    public void Buckets_that_are_used_stay_and_their_number_is_bounded()
    {
        var time = new ManualTimeProvider();
        var buckets = new Buckets<int>(new RateLimit(60, 1), 10, time);
        Assert.Equal(TimeSpan.Zero, buckets.Take(-1));
        for (var i = 0; i < 1000; i++)
        {
            buckets.Take(i);
            Assert.NotEqual(TimeSpan.Zero, buckets.Take(-1));
        }

        Assert.InRange(buckets.Count, 1, 20);
    }

    [Fact]
    public void A_limit_of_zero_is_none()
    {
        var buckets = new Buckets<int>(RateLimit.Off, 10, new ManualTimeProvider());

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(TimeSpan.Zero, buckets.Reserve(1)));
        Assert.Equal(0, buckets.Count);
    }

    [Fact]
    public void Everything_that_somebody_says_or_changes_counts()
    {
        var (alice, bob, limits) = (Jid.Parse("alice@localhost"), Contact("bob"), new LimitOptions(new(60, 1), RateLimit.Off, RateLimit.Off));
        foreach (var what in new GatewayEvent[]
        {
            Chat(alice, "bob"),
            new Edit { User = alice, Contact = bob, Timestamp = Start, Target = new("1"), Body = new RichText("x") },
            new Retraction { User = alice, Contact = bob, Timestamp = Start, Target = new("1") },
            new Reactions { User = alice, Contact = bob, Timestamp = Start, Target = new("1"), Emoji = ["👍"] },
        })
        {
            var rates = new RateLimits(limits, new ManualTimeProvider());
            Assert.Equal(TimeSpan.Zero, rates.TakeOutgoing("mail", what));
            Assert.NotEqual(TimeSpan.Zero, rates.TakeOutgoing("mail", what));
        }
    }

    [Fact]
    public void Users_networks_and_contacts_are_limited_apart_and_marks_not_at_all()
    {
        var limits = new RateLimits(new LimitOptions(new(60, 1), new(60, 2), new(60, 1)), new ManualTimeProvider());
        var alice = Jid.Parse("alice@localhost");
        Assert.Equal(TimeSpan.Zero, limits.TakeOutgoing("mail", Chat(alice, "bob")));
        Assert.NotEqual(TimeSpan.Zero, limits.TakeOutgoing("mail", Chat(alice, "carol")));
        Assert.Equal(TimeSpan.Zero, limits.TakeOutgoing("matrix", Chat(alice, "bob")));
        Assert.Equal(TimeSpan.Zero, limits.TakeOutgoing("mail", Chat(Jid.Parse("eve@localhost"), "bob")));
        Assert.Equal(TimeSpan.Zero, limits.TakeOutgoing("mail", new Displayed { User = alice, Contact = Contact("bob"), Timestamp = Start, UpTo = new("1") }));

        Assert.Equal(TimeSpan.Zero, limits.ReserveIncoming("mail", Chat(alice, "bob")));
        Assert.Equal(TimeSpan.FromSeconds(1), limits.ReserveIncoming("mail", Chat(alice, "bob")));
        Assert.Equal(TimeSpan.FromSeconds(1), limits.ReserveIncoming("mail", Chat(alice, "carol")));
        limits.ReturnIncoming("mail", Chat(alice, "carol"));
        Assert.Equal(TimeSpan.FromSeconds(1), limits.ReserveIncoming("mail", Chat(alice, "dave")));
    }

    /// <summary>A rate, a burst, and the milliseconds between events.</summary>
    private static Arbitrary<(int Rate, int Burst, List<int> Steps)> Loads(int largestBurst) => (
        from rate in Gen.Choose(1, 600)
        from burst in Gen.Choose(1, largestBurst)
        from steps in Gen.Choose(0, 4000).ListOf()
        select (rate, burst, steps.ToList())).ToArbitrary();

    private static RemoteContact Contact(string id) => new(new RemoteUserId(id), id);

    private static Message Chat(Jid user, string contact) =>
        new() { User = user, Contact = Contact(contact), Timestamp = Start, Body = new RichText("hi") };
}
