using System.Security.Cryptography;
using XmppGateway.Abstractions;
using XmppGateway.Media;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using Xunit;

namespace XmppGateway.Tests.Media;

public sealed class KeptFilesTests : IDisposable
{
    private const int MaxBytes = 200_000;
    private static readonly byte[] Content = [.. Enumerable.Range(0, 150_000).Select(n => (byte)(n * 31))];

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly KeptFiles _kept;

    public KeptFilesTests() => _kept = new KeptFiles(Directory, MaxBytes, TimeSpan.FromDays(30), _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Directory => Path.Combine(_folder.Path, "media");

    private string[] Files => System.IO.Directory.GetFiles(Directory, "*", SearchOption.AllDirectories);

    [Fact]
    public async Task What_is_kept_can_be_read_from_any_place_also_after_a_restart()
    {
        var file = await KeepAsync(Content);
        var restarted = new KeptFiles(Directory, MaxBytes, TimeSpan.FromDays(30), _time);

        Assert.Equal((Content.Length, Convert.ToBase64String(SHA256.HashData(Content))), (file!.Size, file.Sha256));
        await using var whole = restarted.Open(file.Source, "image/png", 0)!;
        await using var rest = restarted.Open(file.Source, "image/png", 149_000)!;
        Assert.Equal(Content, await ReadAsync(whole));
        Assert.Equal((149_000, (long?)Content.Length), (rest.Start, rest.Length));
        Assert.Equal(Content[149_000..], await ReadAsync(rest));
    }

    [Fact]
    public async Task The_same_content_from_many_at_once_is_one_file()
    {
        var files = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => KeepAsync(Content, $"{n}.png"), Token)));

        Assert.Single(files.Select(file => file!.Source).Distinct());
        Assert.Equal(Content, await File.ReadAllBytesAsync(Assert.Single(Files), Token));
    }

    [Fact]
    public async Task What_is_too_large_is_read_to_its_end_and_leaves_nothing()
    {
        using var content = new MemoryStream(new byte[MaxBytes + 1]);

        Assert.Null(await _kept.KeepAsync(content, "big", "image/png", Token));
        Assert.Equal(content.Length, content.Position);
        Assert.Empty(Files);
        Assert.NotNull(await KeepAsync(new byte[MaxBytes]));
    }

    [Fact]
    public async Task A_source_that_breaks_leaves_nothing()
    {
        using var broken = new MediaTestStream(Content, 100_000, () => throw new IOException("broken"));

        await Assert.ThrowsAsync<IOException>(() => _kept.KeepAsync(broken, "x", "image/png", Token).AsTask());
        Assert.Empty(Files);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_means_try_again()
    {
        await File.WriteAllTextAsync(Directory, "in the way", Token);

        await Assert.ThrowsAsync<StateUnavailableException>(() => KeepAsync(Content));
    }

    [Fact]
    public async Task A_file_stays_while_a_link_to_it_may_work_and_is_removed_then()
    {
        var file = await KeepAsync(Content);
        _time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(0, _kept.RemoveOld());
        Assert.True(_kept.Extend(file!.Source));
        _time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(0, _kept.RemoveOld());

        _time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(1, _kept.RemoveOld());
        Assert.Null(_kept.Open(file.Source, "image/png", 0));
        Assert.False(_kept.Extend(file.Source));
    }

    [Fact]
    public async Task What_is_kept_again_stays_as_if_it_were_new()
    {
        var first = await KeepAsync(Content);
        _time.Advance(TimeSpan.FromDays(31));
        var again = await KeepAsync(Content, "again.png");
        _time.Advance(TimeSpan.FromDays(30));

        Assert.Equal(first!.Source, again!.Source);
        Assert.Equal(0, _kept.RemoveOld());
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(1, _kept.RemoveOld());
    }

    [Fact]
    public async Task What_somebody_else_has_put_there_is_left_alone_and_what_a_crash_has_left_is_removed()
    {
        await KeepAsync(Content);
        var foreign = Path.Combine(Directory, "notes.txt");
        var unfinished = Path.Combine(Directory, "incoming-1");
        await File.WriteAllTextAsync(foreign, "mine", Token);
        await File.WriteAllTextAsync(unfinished, "half", Token);
        File.SetLastWriteTimeUtc(foreign, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(unfinished, (_time.GetUtcNow() - TimeSpan.FromDays(3)).UtcDateTime);

        Assert.Equal(1, _kept.RemoveOld());
        Assert.True(File.Exists(foreign));
        Assert.False(File.Exists(unfinished));
    }

    [Theory]
    [InlineData("urn:xmpp-gateway:kept:../../../etc/passwd")]
    [InlineData("urn:xmpp-gateway:kept:")]
    [InlineData("urn:xmpp-gateway:kept:ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789")]
    [InlineData("part-1")]
    public void A_source_that_is_not_ours_opens_nothing(string source) => Assert.Null(_kept.Open(source, "image/png", 0));

    public void Dispose() => _folder.Dispose();

    private async Task<AttachedFile?> KeepAsync(byte[] bytes, string name = "face.png")
    {
        using var content = new MemoryStream(bytes);
        return await _kept.KeepAsync(content, name, "image/png", Token);
    }

    private static async Task<byte[]> ReadAsync(MediaContent content)
    {
        using var copy = new MemoryStream();
        await content.Content.CopyToAsync(copy, Token);
        return copy.ToArray();
    }
}
