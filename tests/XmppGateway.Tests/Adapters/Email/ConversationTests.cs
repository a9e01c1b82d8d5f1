using System.Text;
using XmppGateway.Adapters.Email;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

public sealed class ConversationTests
{
    [Fact]
    public void An_answer_joins_the_thread_of_what_it_answers()
    {
        var known = Conversation.Empty.WithMail(["a@x"], "one").WithMail(["b@x"], "two").WithMail(["a@x", "c@x"], "other words");

        Assert.Equal(["two", "one"], known.Threads.Select(thread => thread.Subject));
        Assert.Equal(["a@x", "c@x"], known.Threads[^1].Ids);
    }

    [Fact]
    public void A_thread_keeps_its_root_and_the_latest_ids()
    {
        var known = Enumerable.Range(0, 50).Aggregate(Conversation.Empty, (so, i) => so.WithMail(["root@x", $"{i}@x"], "s"));

        var thread = Assert.Single(known.Threads);
        Assert.Equal(20, thread.Ids.Count);
        Assert.Equal("root@x", thread.Ids[0]);
        Assert.Equal("49@x", thread.Ids[^1]);
    }

    [Fact]
    public void A_repeated_mail_changes_nothing()
    {
        var once = Conversation.Empty.WithMail(["a@x", "b@x"], "s").WithReceived("b@x", "bob@x");
        var twice = once.WithMail(["a@x", "b@x"], "s").WithReceived("b@x", "bob@x");

        Assert.Equal(Serialize(once), Serialize(twice));
    }

    [Fact]
    public void Remembers_whom_to_tell()
    {
        var known = Conversation.Empty.WithReceived("a@x", "bob@x").WithReceived("b@x", null);

        Assert.Equal("bob@x", known.ReturnPathOf("a@x"));
        Assert.Null(known.ReturnPathOf("b@x"));
        Assert.Null(known.ReturnPathOf("c@x"));
    }

    [Fact]
    public void The_note_stays_small_whatever_arrives()
    {
        var known = Conversation.Empty;
        for (var i = 0; i < 300; i++)
        {
            string[] chain = [.. Enumerable.Range(0, 100).Select(j => $"{i}-{j}-{new string('ä', 115)}@x"), new string('x', 900)];
            known = known.WithMail(chain, new string('語', 5000)).WithReceived(chain[0], new string('a', 254));
        }

        Assert.InRange(Encoding.UTF8.GetByteCount(Serialize(known)), 1, 64 * 1024);
    }

    private static string Serialize(Conversation known) => Conversations.Write(known);
}
