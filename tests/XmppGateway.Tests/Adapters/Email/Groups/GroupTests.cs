using FsCheck.Fluent;
using XmppGateway.Adapters.Email.Groups;
using XmppGateway.Adapters.Email.Safety;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Groups;

public sealed class GroupTests
{
    private const string Alice = "alice@bridge.test";

    private static readonly string[] Everybody = [Alice, "dave@bridge.test", "bob@x.test", "carol@x.test", "dora@x.test", "emil@x.test"];

    [Fact]
    public void A_mail_to_others_is_who_came_and_who_went()
    {
        var (group, first) = Begin(Mail("bob@x.test", [Alice], ["carol@x.test"])).With(Mail("bob@x.test", [Alice], ["carol@x.test"]), "Plans");
        var (next, change) = group.With(Mail("carol@x.test", [Alice, "dora@x.test"], []), "Plans");

        Assert.Equal(3, first.Joined.Count);
        Assert.Equal("dora@x.test", Assert.Single(change.Joined));
        Assert.Equal("bob@x.test", Assert.Single(change.Gone));
        Assert.Null(change.Subject);
        Assert.Equal(["carol@x.test", Alice, "dora@x.test"], next.Ids);
        Assert.Equal((group.Id, "Plans", "Plans"), (next.Id, next.Name, next.Subject));
        Assert.Equal("Cats", next.With(Mail("carol@x.test", [Alice, "dora@x.test"], []), "Cats").Change.Subject);
    }

    [Fact]
    public void An_answer_goes_to_everybody_else_as_the_latest_mail_named_them()
    {
        var group = Begin(Mail("bob@x.test", [Alice, "carol@x.test"], ["dora@x.test"])).With(Mail("bob@x.test", [Alice, "carol@x.test"], ["dora@x.test"]), "").Next;
        var (to, cc) = group.RecipientsOf(Alice, DateTimeOffset.MaxValue);

        Assert.Equal(["bob@x.test", "carol@x.test"], to.Select(person => person.Id));
        Assert.Equal("dora@x.test", Assert.Single(cc).Id);
    }

    [Fact]
    public void Somebody_who_was_asked_in_stays_until_a_mail_from_here_has_named_them()
    {
        var mail = Mail("bob@x.test", [Alice], ["carol@x.test"]);
        var group = Begin(mail).With(mail, "").Next.WithAsked(new("dora@x.test", "dora@x.test"))!;

        Assert.Null(group.WithAsked(new("dora@x.test", "dora@x.test")));
        group = group.With(mail, "").Next;
        Assert.Contains("dora@x.test", group.RecipientsOf(Alice, DateTimeOffset.MaxValue).Cc.Select(person => person.Id));
        group = group.WithSent("Re: x", [.. group.Ids]).With(mail, "").Next;
        Assert.DoesNotContain("dora@x.test", group.Ids);
    }

    [Fact]
    public void Who_has_left_is_brought_back_by_nobody_but_themselves()
    {
        var mail = Mail("bob@x.test", [Alice, "dave@bridge.test"], ["carol@x.test"]);
        var came = DateTimeOffset.UnixEpoch;
        var group = Begin(mail).With(mail, "").Next.WithEntered(new("dave@bridge.test", "dave@bridge.test"), "dave", came);

        Assert.NotNull(group.WithLeft("dave@bridge.test", came.AddSeconds(5)).Find("dave@bridge.test"));
        var left = group.WithLeft("dave@bridge.test", came.AddHours(1)).With(mail with { At = came.AddHours(2) }, "").Next;
        Assert.Null(left.Find("dave@bridge.test"));
        Assert.Null(left.WithAsked(new("dave@bridge.test", "dave@bridge.test")));
        Assert.True(left.MayEnter("dave@bridge.test"));
        Assert.True(left.IsOf([.. mail.People.Select(person => person.Id)]));
        Assert.NotNull(left.WithEntered(new("dave@bridge.test", "dave@bridge.test"), "dave", came).Find("dave@bridge.test"));
    }

    [Fact]
    public void What_is_known_of_people_goes_with_them()
    {
        var mail = Mail("bob@x.test", [Alice, "dave@bridge.test"], ["carol@x.test"]);
        var group = Begin(mail).With(mail, "").Next.WithTrust("bob@x.test", SenderTrust.Verified).WithTrust("carol@x.test", SenderTrust.Verified)
            .WithInvited("dave@bridge.test", 0).WithInvited(Alice, 0);
        var next = group.With(Mail("bob@x.test", [Alice], ["dora@x.test"]), "").Next;

        Assert.Equal(["bob@x.test"], next.Verified);
        Assert.Equal([Alice], next.Invited.Keys);
    }

    [Fact]
    public void A_text_is_cut_between_letters()
    {
        Assert.Equal("abc", Group.Cut("abc", 3));
        Assert.Equal("ab", Group.Cut("abc", 2));
        Assert.Equal("a", Group.Cut("a🎉", 2));
    }

    [Fact]
    public void The_name_of_a_room_is_that_of_its_first_mail_and_can_be_typed()
    {
        var mail = Mail("bob@x.test", [Alice], ["carol@x.test"]);

        Assert.Equal(Begin(mail).Id, Begin(mail with { People = [.. mail.People.Reverse()] }).Id);
        Assert.NotEqual(Begin(mail).Id, Group.Begin(mail, "other@x", "").Id);
        Assert.Equal(Begin(mail).Id, Group.ReadId($" {Begin(mail).Id.ToUpperInvariant()} "));
        Assert.Null(Group.ReadId(Begin(mail).Id + "@x.test"));
    }

    /// <summary>Whatever happens: a mail from here goes to those of the latest mail and to those who were asked in, and to nobody else.</summary>
    [Fact]
    public void Nobody_is_added_who_was_not_shown() => Prop.ForAll(Gen.Choose(0, 1_000_000).ListOf(30).ToArbitrary(), steps =>
    {
        var group = Begin(Mail("bob@x.test", [Alice], ["carol@x.test"]));
        HashSet<string> shown = [];
        HashSet<string> asked = [];
        HashSet<string> left = [];
        var now = DateTimeOffset.UnixEpoch;
        foreach (var step in steps)
        {
            now = now.AddHours(1);
            var who = Everybody[step / 10 % Everybody.Length];
            switch (step % 10)
            {
                case < 5:
                    var others = Everybody.Where((_, i) => (step >> i & 1) == 0).Where(other => other != who).ToList();
                    var mail = Mail(who, [.. others.Take(2)], [.. others.Skip(2)]);
                    group = group.With(mail, step % 3 == 0 ? "a" : "b").Next;
                    shown = [.. mail.People.Select(person => person.Id)];

                    // Whom the others have left out they can bring back.
                    left.IntersectWith(shown);
                    break;
                case 5:
                    if (group.WithAsked(new(who, who)) is { } next)
                    {
                        group = next;
                        asked.Add(who);
                    }

                    break;
                case 6 when group.MayEnter(who):
                    group = group.WithEntered(new(who, who), who, now);
                    if (left.Remove(who))
                        asked.Add(who);
                    break;
                case 7 when group.Inside.ContainsKey(who):
                    group = group.WithLeft(who, now);
                    left.Add(who);
                    break;
                default:
                    group = group.WithSent("Re: a", [.. group.Ids]);
                    break;
            }

            var (to, cc) = group.RecipientsOf(Alice, DateTimeOffset.MaxValue);
            var all = to.Concat(cc).Select(person => person.Id).ToList();
            Assert.All(all, id => Assert.True(shown.Contains(id) || asked.Contains(id) || group.Count == 0, id));
            Assert.All(left, id => Assert.DoesNotContain(id, all));
            Assert.Equal(all.Count, all.Distinct().Count());
            Assert.DoesNotContain(Alice, all);
        }

        return true;
    }).MustHold();

    private static Group Begin(GroupMail mail) => Group.Begin(mail, "1@x", "Plans");

    private static GroupMail Mail(string from, string[] to, string[] cc)
    {
        var author = new GroupPerson(from, from);
        return new(author, [author, .. to.Select(id => new GroupPerson(id, id)), .. cc.Select(id => new GroupPerson(id, id, IsCopied: true))]);
    }
}
