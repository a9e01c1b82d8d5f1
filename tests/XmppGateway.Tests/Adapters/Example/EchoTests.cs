using XmppGateway.ExampleNetwork.Chat;
using Xunit;

namespace XmppGateway.Tests.Adapters.Example;

/// <summary>People who say everything back, for measuring: the way back is as durable as that of every message.</summary>
public sealed class EchoTests
{
    private readonly ChatNetwork _network = new();

    public EchoTests() => _network.PersonOf(PersonName.Read("echo")!.Value).Behaviour = new Behaviour { Echo = true };

    [Fact]
    public async Task A_message_comes_back_under_an_id_of_its_own()
    {
        var heard = new List<Happening>();
        Listen(Handover.Taken, heard);

        Assert.IsType<PostingResult.Taken>(await PostAsync("one"));
        Assert.IsType<PostingResult.Taken>(await PostAsync("two"));
        Assert.IsType<PostingResult.Taken>(await PostAsync("one"));

        Assert.Equal(["echo-one", "echo-two", "echo-one"], heard.Select(happening => happening.Id));
        Assert.All(heard, happening => Assert.Equal(("alice@example.org", "Hello", "echo"), (happening.User, happening.Text, happening.Person.Folded)));
    }

    [Fact]
    public async Task What_cannot_be_handed_over_is_not_taken_either()
    {
        Listen(Handover.TryAgain, []);
        Assert.IsType<PostingResult.Busy>(await PostAsync("one"));

        _network.Listener = null;
        Assert.IsType<PostingResult.Busy>(await PostAsync("one"));
    }

    private void Listen(Handover answer, List<Happening> heard) => _network.Listener = (happening, _) =>
    {
        heard.Add(happening);
        return Task.FromResult(answer);
    };

    private ValueTask<PostingResult> PostAsync(string token) => _network.PostAsync(
        token, new Posting("alice@example.org", "echo") { Kind = Doing.Message, Text = "Hello" }, TimeProvider.System, TestContext.Current.CancellationToken);
}
