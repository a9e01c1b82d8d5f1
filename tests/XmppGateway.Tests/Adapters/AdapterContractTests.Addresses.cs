using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using Xunit;

namespace XmppGateway.Tests.Adapters;

public sealed partial class AdapterContractTests
{
    private static readonly string[] Pieces =
    [
        "@", ":", "\"", "\\", "'", " ", ".", "..", "/", "<", ">", "&", "%40", "%", "\\40", "=", "+", "\0", "\r\n", "\u00DF", "\u0130", "\u03C2", "e\u0301",
        "\uD83D\uDE00", "\uD800", "\uDC00", "\uFEFF", "\u200D", "\uFF21", "[", "]", "[IPv6:::1]", "xn--", "mailto:", "https://matrix.to/#/", "A", "\u212A",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task All_spellings_of_an_address_have_one_id(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);

        Assert.All(test.Peer.Spellings, spelling => Assert.Equal(test.Contact.Id, test.Adapter.ParseAddress(spelling)?.Id));
        Assert.NotEmpty(test.Adapter.ServerOf(test.Contact));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_address_is_read_the_same_before_and_after_the_start_and_without_a_trace(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);
        var before = test.Contact;
        await test.Adapter.StartAsync(Cancelled);

        Assert.Equal(before, test.Contact);
        Assert.Empty(test.Context.Notes.Values);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whatever_is_typed_is_an_address_or_none_and_an_id_is_its_own_spelling(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);
        var random = new Random(20_261_122);
        string[] seeds = [test.Peer.Contact, .. test.Peer.Spellings];
        var read = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var text = Mutate(seeds[random.Next(seeds.Length)], random);
            if (test.Adapter.ParseAddress(text) is not { } contact)
            {
                continue;
            }

            read++;
            Assert.Equal(contact.Id, test.Adapter.ParseAddress(contact.Address)?.Id);
            Assert.Equal(contact.Id, test.Adapter.ParseAddress(contact.Id.Value)?.Id);
            Assert.NotEmpty(test.Adapter.ServerOf(contact));
            if (Localparts.Readable(test.Adapter, "x.localhost", contact.Id) is { } localpart)
            {
                Assert.True(Jid.TryCreate(localpart, "x.localhost", null, out var jid));
                Assert.Equal(localpart, jid.Local);
                Assert.Equal(contact.Id, test.Adapter.ParseAddress(JidEscaping.Unescape(localpart))?.Id);
            }
        }

        Assert.InRange(read, 50, 3_000);
        Assert.NotNull(Localparts.Readable(test.Adapter, "x.localhost", test.Contact.Id));
    }

    private static string Mutate(string text, Random random)
    {
        for (var change = random.Next(4); change > 0; change--)
        {
            var at = random.Next(text.Length + 1);
            text = random.Next(4) switch
            {
                0 when at < text.Length => text.Remove(at, 1),
                1 => text.Insert(at, ((char)random.Next(0x10000)).ToString()),
                2 when text.Length < 400 => text.Insert(at, string.Concat(Enumerable.Repeat(Pieces[random.Next(Pieces.Length)], random.Next(1, 60)))),
                _ => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            };
        }

        return text;
    }
}
