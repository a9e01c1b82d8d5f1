using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Backups: of every engine, an SQLite file.</content>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task A_backup_is_a_store_with_the_same_content()
    {
        var sequence = await AddAsync(Outgoing("s1") with { Attempts = 1, LastReason = new("later", "später"), NextAttempt = Now });
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("s0") with { WantsReceipt = true }), "f0", null, Token);
        await AddAsync(Outgoing("s2") with { WantsArrival = true, Contact = "carol@example.org" });
        await Store.RegisterAccountAsync("mail", "carol@localhost", Now, Token);
        await Store.PutAwaitsContactsAsync("mail", "carol@localhost", true, Token);
        await Store.KeepLetterAsync((await Store.ListOutgoingAsync(1, Token))[0], sequence, Token);
        await Store.AddIncomingAsync([Incoming("k1") with { Map = Mapped }, Incoming("k2")], Token);
        await SetAsideAsync(Broken with { Key = "k3" });
        await Store.AskForSetAsideAsync(null, SetAsideWish.Drop, Token);
        await Store.AddIdentityAsync(Bob, Token);
        await Store.PutContactAsync(Contact, Token);
        await Store.PutContactAsync(Contact with { User = "left@localhost" }, Token);
        await Store.RemoveAccountAsync("mail", "left@localhost", Token);
        await Store.SetStateAsync("mail", "cursor", "", Token);
        await Store.SetStateAsync("mail", "sent", "x", Now, Token);
        var room = await RoomAsync();
        await Store.PutRoomUserAsync(new RoomUserRow(room, "alice@localhost", "@a:example.org", "Alice"), Token);
        await Store.PutRoomClientAsync(new RoomClientRow(room, "alice@localhost/x", "garden@matrix.localhost/Alice"), Token);
        await Store.AddArchivedAsync(Said(room, "m2"), Token);
        await Store.AddArchivedAsync(Retracting(room, "r1", "m2"), Token);
        await Store.AddOlderAsync([Said(room, "m1")], null, Token);
        await Store.SetPastAsync(room, "", Token);
        var portal = await PortalAsync();
        await Store.AddToPortalAsync(ToRoom(portal, "s1"), Token);
        await Store.AddPortalEventAsync(portal, "alice", true, Outgoing("p1"), Token);
        await Store.PutPortalBanAsync(new PortalBanRow(portal, true, "@mia:example.org", "mia@matrix.localhost"), true, null, Token);
        await Store.AddMissedAsync(room, [Said(room, "m9") with { Audience = RoomAudience.Present }], "alice@localhost", "mark", Token);
        var errand = new ErrandRow("1", "mail", ErrandKind.Block, "alice@localhost", "eve", "Eve", "", "", Now);
        await Store.AddBlockAsync(new BlockRow("mail", "alice@localhost", "eve", false, Now), errand, Token);
        var folder = Directory.CreateTempSubdirectory("xmpp-gateway-backup-");
        var file = Path.Combine(folder.FullName, "copy.db");

        await Store.BackupAsync(file, Token);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        await Assert.ThrowsAsync<IOException>(() => Store.BackupAsync(file, Token));
        await using (var copy = StoreFactory.Create("sqlite", $"Data Source={file}", TimeProvider.System, NullLoggerFactory.Instance))
        {
            await copy.OpenAsync(Token);
            var entries = await copy.ListOutgoingAsync(10, Token);
            Assert.Equal(
                (await Store.ListOutgoingAsync(10, Token)).Select(entry => entry with { Payload = entries[0].Payload }),
                entries.Select(entry => entry with { Payload = entries[0].Payload }));
            Assert.Equal([1, 2, 3], entries[0].Payload);
            Assert.Single(await copy.ReadOpenReceiptsAsync("mail", 10, Token));
            Assert.Equal(await Store.ReadOpenReceiptsAsync("mail", 10, Token), await copy.ReadOpenReceiptsAsync("mail", 10, Token));
            Assert.Equal(2, await copy.CountIncomingAsync("mail", Token));
            Assert.Null((await copy.AddIncomingAsync([Incoming("k1")], Token))[0]);
            Assert.Equal(await SetAsideAsync(), await copy.ListSetAsideAsync(10, Token));
            Assert.True((await copy.FindByStanzaAsync("mail", "alice@localhost", "carol@example.org", "s2", Token))?.WantsReceipt);
            Assert.Single(await copy.ReadAwaitingContactsAsync("mail", Token));
            Assert.Equal(Mapped, await copy.FindByForeignAsync("mail", "f1", Token));
            Assert.Equal(Bob, await copy.FindIdentityAsync("mail", Bob.RemoteId, Token));
            Assert.Equal(
                await Store.ReadSubscribedAsync("mail", 0, 10, Token), await copy.ReadSubscribedAsync("mail", 0, 10, Token));
            Assert.Equal([Contact.RemoteId, ""], (await copy.ReadFarewellsAsync("mail", null, 10, Token)).Select(row => row.RemoteId));
            Assert.Equal([errand], await copy.ReadErrandsAsync("mail", Now, Token));
            Assert.Equal("", await copy.GetStateAsync("mail", "cursor", Token));
            Assert.Equal(room, (await copy.FindRoomByLocalpartAsync("matrix", "!garden:example.org", Token))?.Id);
            Assert.Equal(await Store.UsersOfRoomAsync(room, Token), await copy.UsersOfRoomAsync(room, Token));
            Assert.Equal(await Store.ClientsInRoomsAsync("matrix", null, 10, Token), await copy.ClientsInRoomsAsync("matrix", null, 10, Token));
            Assert.Equal("", await copy.GetPastAsync(room, Token));
            Assert.Equal(await Store.PortalsAsync("matrix", Token), await copy.PortalsAsync("matrix", Token));
            Assert.Equal(["alice"], await copy.PortalOccupantsAsync(portal, Token));
            Assert.Equal(await Store.PortalBansAsync(portal, Token), await copy.PortalBansAsync(portal, Token));
            Assert.Equal(ToRoom(portal, "s1"), await copy.FindPortalStanzaAsync(portal, "s1", Token));
            Assert.Equal(
                (await Store.ReadArchiveAsync(new ArchiveQuery(room, 10), Token)).Select(Comparable),
                (await copy.ReadArchiveAsync(new ArchiveQuery(room, 10), Token)).Select(Comparable));
            Assert.Single(await copy.GapsAsync(room, Token));
            Assert.Equal(await Store.GapsAsync(room, Token), await copy.GapsAsync(room, Token));
            Assert.NotNull(await copy.FindArchivedAsync(room, "m9", new ArchiveReader("alice@localhost", ""), Token));
            Assert.Null(await copy.FindArchivedAsync(room, "m9", new ArchiveReader("bob@localhost", ""), Token));
            Assert.False(await copy.AddArchivedAsync(Retracting(room, "r2", "m2"), Token));
            Assert.IsType<OutboxAddition.RepeatOfOpen>(await copy.AddOutgoingAsync(Outgoing("s1"), Now.AddDays(-1), Token));
            var added = await copy.AddOutgoingAsync(Outgoing("s3"), Now.AddDays(-1), Token);
            Assert.True(Assert.IsType<OutboxAddition.Added>(added).Sequence > sequence);
        }

        folder.Delete(recursive: true);
    }
}
