using System.Globalization;
using System.Text.RegularExpressions;
using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Protection;

/// <summary>One stranger who writes m1, m2, m3, and all that can happen to it.</summary>
internal sealed partial class StrangerStory : IAsyncDisposable
{
    public const string Eve = "eve@evil.example";

    private const int Most = 15;

    private readonly bool _inRoom;
    private CancellationTokenSource _accepting = new();
    private Task _accepted = Task.CompletedTask;
    private TaskCompletionSource? _gate;
    private bool _isProved = true;
    private int _written;

    private StrangerStory(ProtectedGateway gateway, BreakingStore store, bool inRoom)
    {
        (Gateway, Store, _inRoom) = (gateway, store, inRoom);
        gateway.Adapter.OnInterpret = raw => gateway.Message(raw.Key, "m" + raw.Key, Eve);
        gateway.Link.OnFence = () => _isProved ? Task.FromResult(true) : new TaskCompletionSource<bool>().Task;
    }

    public ProtectedGateway Gateway { get; }

    public BreakingStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Everything that was taken.</summary>
    public IEnumerable<string> Expected => Enumerable.Range(1, _written).Select(number => "m" + number.ToString(CultureInfo.InvariantCulture));

    public static async Task<StrangerStory> BeginAsync(bool inRoom)
    {
        var store = new BreakingStore();
#pragma warning disable CA2000 // It goes with the story.
        return new StrangerStory(await ProtectedGateway.StartAsync(StrangerPolicy.Ask, around: store.Around), store, inRoom);
#pragma warning restore CA2000
    }

    /// <summary>What the stranger wrote, each stanza once.</summary>
    public static List<string> BodiesOf(IEnumerable<Stanza> sent) =>
        [.. sent.DistinctBy(stanza => stanza.Id).Select(stanza => stanza.Body ?? "").Where(body => Written().IsMatch(body))];

    /// <summary>The next one; the same again when the last one was not taken.</summary>
    public async Task ArriveAsync()
    {
        var key = (_written + 1).ToString(CultureInfo.InvariantCulture);
        if (await (_inRoom ? Gateway.ArriveInRoomAsync(key) : Gateway.ArriveAsync(key, "m" + key)) == Acceptance.Taken)
        {
            _written++;
        }
    }

    public void Accept()
    {
        var token = _accepting.Token;
        var (before, gateway) = (_accepted, Gateway);
        _accepted = Task.Run(
            async () =>
            {
                await before;
                await gateway.Parts.Strangers.AcceptAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), token);
            },
            CancellationToken.None);
    }

    /// <summary>The XMPP server reads no more.</summary>
    public void Close()
    {
        if (_gate is null)
        {
            _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Gateway.Link.Reads = _gate.Task;
        }
    }

    public void Open()
    {
        Gateway.Link.Reads = Task.CompletedTask;
        _gate?.SetResult();
        _gate = null;
    }

    public async Task CrashAsync()
    {
        await _accepting.CancelAsync();
        await _accepted.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _accepting.Dispose();
        _accepting = new CancellationTokenSource();
        _accepted = Task.CompletedTask;
        await Gateway.RestartAsync();
    }

    public async Task<bool> IsSettledAsync()
    {
        try
        {
            return _accepted.IsCompleted && await Gateway.Store.CountIncomingAsync("test", Token) == 0
                && (await Gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token)).Count == 0;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    /// <summary>One thing that happens; what it was.</summary>
    public async Task<string> StepAsync(Random random)
    {
        switch (random.Next(14))
        {
            case <= 4 when _written < Most:
                await ArriveAsync();
                return "arrive " + _written;
            case 5:
                Accept();
                return "accept";
            case 6:
                Open();
                return "open";
            case 7:
                Close();
                return "close";
            case 8:
                Open();
                Close();
                return "one";
            case 9:
                await CrashAsync();
                return "crash";
            case 10:
                await Gateway.ReattachAsync();
                return "reattach";
            case 11 when !Store.IsBroken:
                Store.BreakAfter(random.Next(8));
                return "break";
            case 12:
                _isProved = !_isProved;
                return _isProved ? "proved" : "unproved";
            default:
                Gateway.Time.Advance(TimeSpan.FromMilliseconds(1));
                for (var i = random.Next(200); i > 0; i--)
                {
                    await Task.Yield();
                }

                return "wait";
        }
    }

    /// <summary>Everything works again, and the user accepts. What was shown, in order.</summary>
    public async Task<List<string>> EndAsync()
    {
        _isProved = true;
        Open();
        await CrashAsync();
        await ArriveAsync();
        Accept();
        await Patience.UntilAsync(IsSettledAsync);
        await _accepted;
        Assert.Empty(await Gateway.Store.ListOutgoingAsync(10, Token));
        return BodiesOf(Gateway.Link.TakeSent());
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        _accepting.Dispose();
    }

    [GeneratedRegex("^m[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
