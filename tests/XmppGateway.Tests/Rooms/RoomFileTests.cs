using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>Files of what is said in rooms, while the server that takes them is slow.</summary>
public sealed class RoomFileTests
{
    [Fact]
    public async Task A_slow_upload_lends_its_place_and_holds_nobody_out_of_the_room()
    {
        await using var rooms = await InsideAsync();
        var hang = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (lent, given) = (new List<Task>(), new List<Jid>());
        rooms.Files.Before = message =>
        {
            given.Add(message.User);
            return message.User == Phone.Bare ? hang.Task : Task.CompletedTask;
        };
        var wait = new LaneWait((_, _) => Task.CompletedTask, CancellationToken.None)
        {
            Lend = (work, _) =>
            {
                lent.Add(work);
                return work;
            },
        };
        var message = rooms.Said("$1", "a picture") with { Attachments = [new AttachedFile("mxc://remote.test/1", "a.png", "image/png")] };

        var showing = rooms.Parts.Traffic.ShowAsync(rooms.Network, message, "s1", wait, CancellationToken.None);
        Assert.Contains("+carol 100 110", Lines(await rooms.EnterAsync(Carol, "carol"), Carol));
        hang.SetResult();

        Assert.True(await showing);
        var sent = rooms.Link.TakeSent();
        Assert.Equal(["Mia: a picture", "Mia: mxc://remote.test/1"], Lines(sent, Phone));
        Assert.Equal(["Mia: a picture", "Mia: mxc://remote.test/1"], Lines(sent, Carol));
        await Assert.Single(lent);
        Assert.Equal([Phone.Bare, Carol.Bare], given);
    }

    [Fact]
    public async Task What_comes_back_from_the_network_puts_no_file_again()
    {
        await using var rooms = await InsideAsync();
        var given = 0;
        rooms.Files.Before = _ => Task.FromResult(given++);
        var wait = new LaneWait((_, _) => Task.CompletedTask, CancellationToken.None);
        var message = rooms.Said("$1", "a picture") with { Attachments = [new AttachedFile("mxc://remote.test/1", "a.png", "image/png")] };

        Assert.True(await rooms.Parts.Traffic.ShowAsync(rooms.Network, message, "s1", wait, CancellationToken.None));
        Assert.False(await rooms.Parts.Traffic.ShowAsync(rooms.Network, message, "s2", wait, CancellationToken.None));

        Assert.Equal(1, given);
    }
}
