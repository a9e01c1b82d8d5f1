using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters;

// IProvidesMedia.
public sealed partial class AdapterContractTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 10_000).Select(number => (byte)(number * 7))];

    public static TheoryData<string> ProvidingMedia => [.. AdapterFixtures.With<IProvidesMedia>()];

    [Theory]
    [MemberData(nameof(ProvidingMedia))]
    public async Task A_file_that_came_can_be_read_from_any_place_again_and_again_and_after_a_restart(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var file = await AttachedAsync(test);
        foreach (var offset in (int[])[0, 1, 5_000, Content.Length - 1, 0])
        {
            await using var content = await OpenAsync(test, file, offset);
            using var read = new MemoryStream();
            await content.Content.CopyToAsync(read, Cancelled);

            // A source that cannot begin in the middle begins at the start, and says so.
            Assert.Contains(content.Start, (long[])[0, offset]);
            Assert.Equal(Content[(int)content.Start..], read.ToArray());
            Assert.True(content.Length is null || content.Length == Content.Length);
            Assert.Matches("^[a-z]+/[a-z0-9.+-]+$", content.MediaType);
        }

        await test.RestartAsync();
        await using var after = await OpenAsync(test, file, 0);
        Assert.Equal(Content[0], after.Content.ReadByte());
    }

    [Theory]
    [MemberData(nameof(ProvidingMedia))]
    public async Task A_file_that_came_is_described(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);

        var file = await AttachedAsync(test);

        Assert.Equal("face.png", file.Name);
        Assert.Matches("^[a-z]+/[a-z0-9.+-]+$", file.MediaType);
        Assert.NotEmpty(file.Source);
        Assert.True(file.Size is null || file.Size == Content.Length);
    }

    [Theory]
    [MemberData(nameof(ProvidingMedia))]
    public async Task A_source_that_is_none_is_refused(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var adapter = Assert.IsType<IProvidesMedia>(test.Adapter, exactMatch: false);
        foreach (var source in HostileValues)
        {
            Assert.IsType<MediaResult.Refused>(await adapter.OpenMediaAsync(source, 0, Cancelled).AsTask().WaitAsync(Soon, Cancelled));
        }
    }

    [Theory]
    [MemberData(nameof(ProvidingMedia))]
    public async Task A_file_of_a_peer_that_is_down_cannot_be_had_now(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var file = await AttachedAsync(test);
        await test.Peer.StopPeerAsync();

        Assert.IsType<MediaResult.Unavailable>(
            await ((IProvidesMedia)test.Adapter).OpenMediaAsync(file.Source, 0, Cancelled).AsTask().WaitAsync(Soon, Cancelled));
    }

    [Theory]
    [MemberData(nameof(ProvidingMedia))]
    public async Task A_reader_who_has_gone_ends_the_opening(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var file = await AttachedAsync(test);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ((IProvidesMedia)test.Adapter).OpenMediaAsync(file.Source, 0, new CancellationToken(canceled: true)).AsTask().WaitAsync(Soon, Cancelled));
    }

    private static async Task<AttachedFile> AttachedAsync(AdapterUnderTest test)
    {
        Assert.True(await PowerOf<IMediaFixture>(test).HandOverFileAsync(test.Adapter, "file", "face.png", Content, Cancelled));
        return Assert.Single((await test.UnderstandAsync()).OfType<Message>().SelectMany(message => message.Attachments));
    }

    private static async Task<MediaContent> OpenAsync(AdapterUnderTest test, AttachedFile file, long offset) => Assert.IsType<MediaResult.Opened>(
        await Assert.IsType<IProvidesMedia>(test.Adapter, exactMatch: false).OpenMediaAsync(file.Source, offset, Cancelled).AsTask().WaitAsync(Soon, Cancelled)).Content;
}
