using XmppGateway.EndToEnd.Tests.Crashes;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.Chaos.Traffic;

/// <summary>Alice, Mia and Noah write to each other.</summary>
public sealed class MatrixTraffic : IAsyncDisposable
{
    private const string MiaAsContact = "\\40mia\\3amatrix.test@matrix.localhost", NoahAsContact = "\\40noah\\3amatrix.test@matrix.localhost";
    private readonly Texts _texts;
    private readonly XmppUser _alice;
    private readonly MatrixUser _mia;
    private readonly MatrixUser _noah;
    private readonly string _miasRoom;
    private readonly string _noahsRoom;

    private MatrixTraffic(Texts texts, XmppUser alice, MatrixUser mia, MatrixUser noah, string miasRoom, string noahsRoom)
    {
        _texts = texts;
        _alice = alice;
        _mia = mia;
        _noah = noah;
        _miasRoom = miasRoom;
        _noahsRoom = noahsRoom;
    }

    /// <summary>While all is quiet: they get acquainted.</summary>
    public static async Task<MatrixTraffic> PrepareAsync(Texts texts, XmppUser alice)
    {
        ArgumentNullException.ThrowIfNull(alice);
        var mia = await MatrixUser.LoginAsync("mia");
        var noah = await MatrixUser.LoginAsync("noah");
        var calm = $"before the storm {Guid.NewGuid():N}";
        await alice.SayAsync(MiaAsContact, calm);
        await alice.SayAsync(NoahAsContact, calm);
        var patience = TimeSpan.FromMinutes(1);
        return new(texts, alice, mia, noah, (await mia.MessageAsync(calm, patience)).Room, (await noah.MessageAsync(calm, patience)).Room);
    }

    public IEnumerable<Direction> Begin()
    {
        var chats = new Ledger("XMPP to Matrix");
        yield return new(
            chats,
            Ordered: true,
            [
                PersistentSender.ChatAsync(_alice, MiaAsContact, _texts.Endless("chat to mia"), chats, Texts.Rest),
                PersistentSender.ChatAsync(_alice, NoahAsContact, _texts.Endless("chat to noah"), chats, Texts.Rest),
            ],
            () => Task.FromResult(Events()),
            Notices.OfStanzas(_alice));

        var events = new Ledger("Matrix to XMPP");
        yield return new(
            events,
            Ordered: true,
            [
                PersistentSender.MatrixAsync(_mia, _miasRoom, _texts.Endless("event of mia"), events, Texts.Pace),
                PersistentSender.MatrixAsync(_noah, _noahsRoom, _texts.Endless("event of noah"), events, Texts.Pace),
            ],
            () => Task.FromResult(_texts.HeardBy(_alice)),
            (_, _) => false);
    }

    public async ValueTask DisposeAsync()
    {
        await _mia.DisposeAsync();
        await _noah.DisposeAsync();
    }

    private IReadOnlyList<Ledger.Arrival> Events() =>
    [
        .. _mia.Timeline.Snapshot().Concat(_noah.Timeline.Snapshot()).DistinctBy(e => e.Id)
            .Where(e => _texts.AreOurs(e.Text) && e.Sender.StartsWith("@_xmpp", StringComparison.Ordinal))
            .Select(e => new Ledger.Arrival(e.Text, e.Id)),
    ];
}
