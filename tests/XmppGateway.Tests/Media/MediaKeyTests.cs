using Microsoft.Extensions.Logging;
using XmppGateway.Media;
using XmppGateway.Protection.Secrets;
using XmppGateway.Testing;
using XmppGateway.Tests.Storage;
using Xunit;

namespace XmppGateway.Tests.Media;

public sealed class MediaKeyTests : IAsyncLifetime
{
    private readonly string _old = SecretKey.NewText();
    private readonly ListLogger _log = new();
    private TemporaryStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await TemporaryStore.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task Without_keys_it_is_kept_as_it_is()
    {
        var key = await ReadAsync(null);

        Assert.Equal(key, await ReadAsync(null));
        Assert.Equal(key, Convert.FromBase64String((await ClearAsync())!));
    }

    [Fact]
    public async Task With_keys_it_is_sealed_also_when_it_was_there_before()
    {
        var key = await ReadAsync(null);

        Assert.Equal(key, await ReadAsync(_old));
        Assert.Null(await ClearAsync());
        Assert.Equal(key, await ReadAsync(_old));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task What_a_crash_left_in_both_places_is_one_key()
    {
        var key = await ReadAsync(_old);
        await _store.Store.SetStateAsync("", "media-key", Convert.ToBase64String(key), Token);

        Assert.Equal(key, await ReadAsync(_old));
        Assert.Null(await ClearAsync());
    }

    [Fact]
    public async Task A_rotation_seals_it_anew()
    {
        var key = await ReadAsync(_old);
        var newest = SecretKey.NewText();
        var rotated = await new SecretRotation(_store.Store, Ring(newest, _old), _log.CreateLogger<SecretRotation>()).RunAsync(Token);

        Assert.Equal(new Rotated(1, 0), rotated);
        Assert.Equal(key, await ReadAsync(newest));
    }

    [Fact]
    public async Task A_key_that_cannot_be_opened_any_more_is_replaced_and_told()
    {
        var key = await ReadAsync(_old);
        var newest = SecretKey.NewText();
        var replaced = await ReadAsync(newest);

        Assert.NotEqual(key, replaced);
        Assert.Equal(replaced, await ReadAsync(newest));
        Assert.Single(_log.Lines);
    }

    private static KeyRing Ring(params string[] keys) => KeyRing.Parse(string.Join('\n', keys)).Ring!;

    /// <summary>In another life of the program.</summary>
    private async Task<byte[]> ReadAsync(string? key) =>
        await new MediaKey(_store.Store, _store.Store, key is null ? null : Ring(key), _log.CreateLogger<MediaKey>()).ReadAsync(Token);

    private Task<string?> ClearAsync() => _store.Store.GetStateAsync("", "media-key", Token);
}
