using System.Text;
using XmppGateway.Adapters.Email;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

public sealed class ConversationTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_several_threads_the_nearest_id_decides()
    {
        var known = Conversation.Empty.WithMail(["a@x"], "one", Now).WithMail(["b@x"], "two", Now).WithMail(["b@x", "a@x", "c@x"], "one", Now);

        Assert.Equal(["a@x", "b@x", "c@x"], known.Threads[^1].Ids);
        Assert.Equal("one", known.Threads[^1].Subject);
    }

    [Theory]
    [InlineData(true, 14, 1)]
    [InlineData(true, 15, 2)]
    [InlineData(false, 1, 2)]
    public void An_answer_without_known_ids_is_found_by_its_subject_for_two_weeks(bool isAnswer, int days, int threads)
    {
        var known = Conversation.Empty.WithMail(["a@x"], "Plans", Now).WithMail(["lost@x", "b@x"], "plans", Now.AddDays(days), isAnswer);

        Assert.Equal(threads, known.Threads.Count);
    }

    [Fact]
    public void A_subject_is_news_where_it_changes()
    {
        var known = Conversation.Empty.WithMail(["a@x"], "Plans", Now).WithMail(["b@x"], "Cats", Now);

        Assert.True(Conversation.Empty.IsNews("Plans"));
        Assert.False(known.IsNews("CATS"));
        Assert.True(known.IsNews("Plans"));
        Assert.False(known.IsNews(""));
    }

    [Fact]
    public void An_answer_joins_the_thread_of_what_it_answers()
    {
        var known = Conversation.Empty.WithMail(["a@x"], "one", Now).WithMail(["b@x"], "two", Now).WithMail(["a@x", "c@x"], "other words", Now);

        Assert.Equal(["two", "one"], known.Threads.Select(thread => thread.Subject));
        Assert.Equal(["a@x", "c@x"], known.Threads[^1].Ids);
    }

    [Fact]
    public void A_thread_keeps_its_root_and_the_latest_ids()
    {
        var known = Enumerable.Range(0, 50).Aggregate(Conversation.Empty, (so, i) => so.WithMail(["root@x", $"{i}@x"], "s", Now));

        var thread = Assert.Single(known.Threads);
        Assert.Equal(20, thread.Ids.Count);
        Assert.Equal("root@x", thread.Ids[0]);
        Assert.Equal("49@x", thread.Ids[^1]);
    }

    [Fact]
    public void A_repeated_mail_changes_nothing()
    {
        var once = Conversation.Empty.WithMail(["a@x", "b@x"], "s", Now).WithReceived(new("b@x", "bob@x"));
        var twice = once.WithMail(["a@x", "b@x"], "s", Now).WithReceived(new("b@x", "bob@x"));

        Assert.Equal(Serialize(once), Serialize(twice));
    }

    [Fact]
    public void The_note_stays_small_whatever_arrives()
    {
        var known = Conversation.Empty;
        for (var i = 0; i < 300; i++)
        {
            string[] chain = [.. Enumerable.Range(0, 100).Select(j => $"{i}-{j}-{new string('ä', 115)}@x"), new string('x', 900)];
            known = known.WithMail(chain, new string('語', 5000), Now).WithReceived(new(chain[0], new string('a', 254), false, false, new string('b', 119)));
        }

        Assert.InRange(Encoding.UTF8.GetByteCount(Serialize(known)), 1, 64 * 1024);
    }

    [Fact]
    public void A_subject_that_is_cut_inside_a_character_is_still_that_of_its_thread_when_it_was_noted()
    {
        var subject = new string('a', 199) + "😀 and more";
        var known = Conversations.Read(Serialize(Conversation.Empty.WithMail(["a@x"], subject, Now)));

        Assert.Single(known.WithMail(["lost@x", "b@x"], subject, Now, isAnswer: true).Threads);
    }

    private static string Serialize(Conversation known) => Conversations.Write(known);
}
