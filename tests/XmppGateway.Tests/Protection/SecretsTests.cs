using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Protection.Secrets;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Storage;
using Xunit;

namespace XmppGateway.Tests.Protection;

public sealed class SecretsTests
{
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly SecretKey Key = SecretKey.Parse(SecretKey.NewText())!;

    private static Arbitrary<(string Network, string User, string Name)> Owners { get; } = (
        from network in Gen.Elements("", "a", "ab", "mail")
        from user in Gen.Elements("", "b", "alice@localhost")
        from name in Gen.Elements("", "c", "token")
        select (network, user, name)).ToArbitrary();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_secret_comes_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(s => s is not null && !s.Any(char.IsSurrogate)),
        secret => SecretSeal.Open(Key, SecretSeal.Close(Key, "mail", "alice@localhost", "token", secret)) == secret).MustHold();

    [Fact]
    public void A_changed_bit_anywhere_is_noticed()
    {
        var row = SecretSeal.Close(Key, "mail", "alice@localhost", "token", "hunter2, and a little more");
        for (var bit = 0; bit < row.Sealed.Length * 8; bit++)
        {
            Assert.Null(SecretSeal.Open(Key, row with { Sealed = Flip(row.Sealed, bit) }));
        }

        for (var bit = 0; bit < row.Nonce.Length * 8; bit++)
        {
            Assert.Null(SecretSeal.Open(Key, row with { Nonce = Flip(row.Nonce, bit) }));
        }

        Assert.All(Enumerable.Range(0, row.Sealed.Length), length => Assert.Null(SecretSeal.Open(Key, row with { Sealed = row.Sealed[..length] })));
        Assert.Null(SecretSeal.Open(Key, row with { Nonce = [] }));
        Assert.NotNull(SecretSeal.Open(Key, row));
    }

    [Fact]
    public void A_row_in_the_place_of_another_does_not_open() => Prop.ForAll(
        Owners,
        Owners,
        (one, other) =>
        {
            var ((network, user, name), (otherNetwork, otherUser, otherName)) = (one, other);
            var moved = SecretSeal.Close(Key, network, user, name, "secret") with { Network = otherNetwork, User = otherUser, Name = otherName };
            return SecretSeal.Open(Key, moved) is null == ((network, user, name) != (otherNetwork, otherUser, otherName));
        }).MustHold();

    [Fact]
    public void The_parts_of_an_owner_cannot_be_shifted_into_each_other()
    {
        var row = SecretSeal.Close(Key, "mail", "alice@localhost", "token", "secret");

        Assert.Null(SecretSeal.Open(Key, row with { Network = "maila", User = "lice@localhost" }));
        Assert.Null(SecretSeal.Open(SecretKey.Parse(SecretKey.NewText())!, row));
    }

    [Fact]
    public void No_two_seals_are_alike_and_none_shows_the_secret()
    {
        var rows = Enumerable.Range(0, 50).Select(_ => SecretSeal.Close(Key, "mail", "alice@localhost", "token", "hunter2hunter2")).ToList();

        Assert.Equal(50, rows.Select(r => Convert.ToHexString(r.Nonce)).Distinct().Count());
        Assert.Equal(50, rows.Select(r => Convert.ToHexString(r.Sealed)).Distinct().Count());
        Assert.All(rows, r => Assert.Equal(-1, r.Sealed.AsSpan().IndexOf("hunter"u8)));
    }

    [Theory]
    [InlineData("", "holds no key")]
    [InlineData("# only a comment", "holds no key")]
    [InlineData("AAAA", "in place 1")]
    [InlineData("not base64 at all!", "in place 1")]
    public void What_is_no_key_is_told_without_being_shown(string text, string error)
    {
        var (ring, told) = KeyRing.Parse(text);

        Assert.Null(ring);
        Assert.Contains(error, told, StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !told!.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_key_seals_and_a_double_one_is_a_mistake()
    {
        var (one, two) = (SecretKey.NewText(), SecretKey.NewText());
        var ring = KeyRing.Parse($"{one} # newest\n{two}\n").Ring!;

        Assert.Equal(SecretKey.Parse(one)!.Id, ring.Newest.Id);
        Assert.NotNull(ring.Find(SecretKey.Parse(two)!.Id));
        Assert.Null(ring.Find("0000000000000000"));
        Assert.Equal(2, KeyRing.Parse($"{one},{two}").Ring!.Count);
        Assert.Contains("twice", KeyRing.Parse($"{one},{one}").Error, StringComparison.Ordinal);
        Assert.DoesNotContain(one, ring + " " + ring.Newest, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_file_is_for_its_owner_only_and_keeps_its_older_keys()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "secret.keys");
        var first = KeyFile.AddKey(file, DateTimeOffset.UnixEpoch);
        var second = KeyFile.AddKey(file, DateTimeOffset.UnixEpoch);

        var ring = KeyRing.Parse(File.ReadAllText(file)).Ring!;
        Assert.Equal(second, ring.Newest.Id);
        Assert.NotNull(ring.Find(first));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var other = folder.Write("other", "something else");
        Assert.Throws<InvalidDataException>(() => KeyFile.AddKey(other, DateTimeOffset.UnixEpoch));
        // What else may read it was the decision of whoever owns it, and never everybody.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            KeyFile.AddKey(file, DateTimeOffset.UnixEpoch);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(file));
        }
        Assert.Equal("something else", File.ReadAllText(other));
    }

    [Fact]
    public async Task A_secret_belongs_to_one_user_of_one_network()
    {
        await using var store = await TemporaryStore.OpenAsync();
        using var logger = new ListLogger();
        var mail = Secrets("mail", store.Store, NewRing(), logger);
        await mail.SetAsync(Alice.WithResource("phone"), "token", "hunter2", Token);

        Assert.Equal("hunter2", await mail.GetAsync(Alice, "token", Token));
        Assert.Null(await mail.GetAsync(Jid.Parse("bob@localhost"), "token", Token));
        Assert.Null(await mail.GetAsync(Alice, "password", Token));

        await mail.SetAsync(Alice, "token", null, Token);
        Assert.Null(await mail.GetAsync(Alice, "token", Token));
        await mail.SetAsync(Alice, "a", "1", Token);
        await mail.SetAsync(Alice, "b", "2", Token);
        await mail.RemoveAllAsync(Alice, Token);
        Assert.Null(await mail.GetAsync(Alice, "b", Token));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_kept_and_a_key_that_is_gone_is_told()
    {
        await using var store = await TemporaryStore.OpenAsync();
        using var logger = new ListLogger();
        await Secrets("mail", store.Store, NewRing(), logger).SetAsync(Alice, "token", "hunter2", Token);
        var without = Secrets("mail", store.Store, null, logger);

        await Assert.ThrowsAsync<StateUnavailableException>(async () => await without.SetAsync(Alice, "token", "other", Token));
        Assert.Null(await without.GetAsync(Alice, "token", Token));
        Assert.Null(await Secrets("mail", store.Store, NewRing(), logger).GetAsync(Alice, "token", Token));
        Assert.Equal(2, logger.Lines.Count(line => line.Text.Contains("must log in again", StringComparison.Ordinal)));
        Assert.DoesNotContain(logger.Lines, line => line.Text.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_has_a_size()
    {
        await using var store = await TemporaryStore.OpenAsync();
        using var logger = new ListLogger();
        var secrets = Secrets("mail", store.Store, NewRing(), logger);

        await secrets.SetAsync(Alice, "token", new string('x', 16 * 1024), Token);
        await Assert.ThrowsAsync<ArgumentException>(async () => await secrets.SetAsync(Alice, "token", new string('x', (16 * 1024) + 1), Token));
    }

    [Fact]
    public async Task After_a_rotation_the_old_key_is_not_needed()
    {
        await using var store = await TemporaryStore.OpenAsync();
        using var logger = new ListLogger();
        var (old, renewed, lost) = (SecretKey.NewText(), SecretKey.NewText(), SecretKey.NewText());
        for (var i = 0; i < 250; i++)
        {
            await Secrets("mail", store.Store, KeyRing.Parse(old).Ring, logger).SetAsync(Alice, "name" + i, "secret" + i, Token);
        }

        await Secrets("mail", store.Store, KeyRing.Parse(lost).Ring, logger).SetAsync(Alice, "lost", "?", Token);
        var both = KeyRing.Parse($"{renewed}\n{old}").Ring!;
        Assert.Equal("secret7", await Secrets("mail", store.Store, both, logger).GetAsync(Alice, "name7", Token));

        var rotation = new SecretRotation(store.Store, both, logger.CreateLogger<SecretRotation>());
        Assert.Equal(new Rotated(250, 1), await rotation.RunAsync(Token));
        Assert.Equal(new Rotated(0, 1), await rotation.RunAsync(Token));

        var newest = Secrets("mail", store.Store, KeyRing.Parse(renewed).Ring, logger);
        for (var i = 0; i < 250; i++)
        {
            Assert.Equal("secret" + i, await newest.GetAsync(Alice, "name" + i, Token));
        }
    }

    private static KeyRing NewRing() => KeyRing.Parse(SecretKey.NewText()).Ring!;

    private static SealedSecrets Secrets(string network, IStore store, KeyRing? ring, ListLogger logger) =>
        new(network, store, ring, logger.CreateLogger<SealedSecrets>());

    private static byte[] Flip(byte[] bytes, int bit)
    {
        var copy = (byte[])bytes.Clone();
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
