using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>Several users of ours write in one room, each on a lane of their own.</summary>
public sealed class GroupSendingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_another_user_writes_meanwhile_does_not_double_a_message_whose_answer_was_lost(bool gatewayRestarts)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        Assert.IsType<RoomEntry.Entered>(await groups.EnterAsync(GroupsUnderTest.Bob, "bob"));
        await groups.SayAsync(MatrixHarness.Alice, "first", "a1");
        var lost = 0;
        groups.Harness.Homeserver.LoseAnswer = request => request.Contains("/send/", StringComparison.Ordinal) && lost++ == 0;
        Assert.IsType<DeliveryResult.Retry>(await groups.SayAsync(MatrixHarness.Alice, "unsure", "a2"));
        await groups.Harness.Homeserver.StopAsync();
        await groups.Harness.Homeserver.StartAsync(MatrixHarness.Cancelled);
        if (gatewayRestarts)
        {
            await groups.Harness.RestartAdapterAsync();
        }

        Assert.IsType<DeliveryResult.Delivered>(await groups.SayAsync(GroupsUnderTest.Bob, "meanwhile", "b1"));
        Assert.IsType<DeliveryResult.Delivered>(await groups.SayAsync(MatrixHarness.Alice, "unsure", "a2", attempt: 2));

        Assert.Equal(["first", "unsure", "meanwhile"], groups.Room.Bodies);
    }

    [Fact]
    public async Task Each_author_looks_once_for_what_may_have_got_through()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        Assert.IsType<RoomEntry.Entered>(await groups.EnterAsync(GroupsUnderTest.Bob, "bob"));
        await groups.SayAsync(MatrixHarness.Alice, "first", "a1");
        await groups.SayAsync(GroupsUnderTest.Bob, "second", "b1");
        var before = groups.Harness.Homeserver.Requests.Count(IsLook);

        await groups.SayAsync(MatrixHarness.Alice, "third", "a2");
        await groups.SayAsync(GroupsUnderTest.Bob, "fourth", "b2");

        // Who is certain does not ask: one look each, at the first message.
        Assert.Equal((2, 2), (before, groups.Harness.Homeserver.Requests.Count(IsLook)));
        Assert.Equal(["first", "second", "third", "fourth"], groups.Room.Bodies);
    }

    private static bool IsLook(string request) => request.EndsWith("/messages", StringComparison.Ordinal);
}
