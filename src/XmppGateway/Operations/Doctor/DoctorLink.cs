using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Streams;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Operations.Doctor;

/// <summary>
/// An attachment for some seconds, while no gateway works on the domain. Whoever writes to the domain meanwhile gets the error that tells to try again,
/// as from a server without the component: nothing that arrives here is swallowed.
/// </summary>
internal sealed class DoctorLink : IComponentLink, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly StanzaError Away = new(StanzaConditions.ServiceUnavailable, StanzaErrorType.Wait);

    private readonly ComponentStream _stream;
    private readonly Questions _questions = new();
    private readonly Echoes _echoes;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Privilege>> _privileges = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<Stanza> _owed = new();
    private readonly ComponentStreamOptions _options;
    private readonly Task _reading;
    private volatile bool _ended;

    private DoctorLink(string network, ComponentStream stream, ComponentStreamOptions options)
    {
        Network = network;
        _stream = stream;
        _options = options;
        _echoes = new Echoes(Jid.Parse(stream.Domain));
        _reading = Task.Run(ReadAsync);
    }

    public string Network { get; }

    public string Domain => _stream.Domain;

    public bool IsAttached => !_ended;

    /// <exception cref="StreamException">It could not.</exception>
    public static async Task<DoctorLink> AttachAsync(string network, ComponentStreamOptions options, CancellationToken cancellationToken) =>
        new(network, await ComponentStream.ConnectAsync(options, cancellationToken), options);

    public async ValueTask<bool> SendAsync(Stanza stanza, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.SendAsync(stanza, cancellationToken);
            return true;
        }
        catch (StreamException)
        {
            return false;
        }
    }

    public async Task<Stanza?> AskAsync(Stanza request, CancellationToken cancellationToken)
    {
        var answer = _questions.Open(request, out var id);
        try
        {
            return await SendAsync(request, cancellationToken) ? await answer.WaitAsync(Patience, _options.Time, cancellationToken) : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _questions.Forget(id);
        }
    }

    /// <summary>How many stanzas to addresses of the own domain come back of <see cref="Echoes.Count"/>; null when the link went meanwhile.</summary>
    public Task<int?> CountEchoesAsync(CancellationToken cancellationToken) =>
        _echoes.CountAsync(SendAsync, BalanceWatch.Patience, _options.Time, cancellationToken);

    /// <summary>What a server has announced (XEP-0356), or announces within that time; null for nothing.</summary>
    public async Task<Privilege?> WaitForPrivilegesAsync(string domain, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await AnnouncedBy(domain).Task.WaitAsync(patience, _options.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Nothing is sent here that would have to be confirmed.</summary>
    public Task<bool> PassFenceAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public async ValueTask DisposeAsync()
    {
        await _stream.CloseAsync(CancellationToken.None);
        await _reading;
        await _ending.CancelAsync();
        _ending.Dispose();
        if (!_owed.IsEmpty)
        {
            await PayAsync();
        }
    }

    /// <summary>What came between our end of the stream and the server's could not be answered on that stream.</summary>
    private async Task PayAsync()
    {
        try
        {
            await using var again = await AttachAsync(Network, _options, CancellationToken.None);
            while (_owed.TryDequeue(out var answer))
            {
                await again.SendAsync(answer, CancellationToken.None);
            }
        }
        catch (StreamException)
        {
            // The server has gone, and with it who would get them.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var stanza in _stream.Incoming.ReadAllAsync(_ending.Token))
            {
                await TakeAsync(stanza);
            }
        }
        catch (Exception e) when (e is StreamException or System.Threading.Channels.ChannelClosedException or OperationCanceledException)
        {
            // The questions that are open say so.
        }

        _ended = true;
        _questions.ForgetAll();
    }

    private TaskCompletionSource<Privilege> AnnouncedBy(string domain) =>
        _privileges.GetOrAdd(domain, static _ => new TaskCompletionSource<Privilege>(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task TakeAsync(Stanza stanza)
    {
        if (_echoes.TryReturn(stanza) || _questions.TryAnswer(stanza))
        {
            return;
        }

        if (stanza is { Kind: StanzaKind.Message, IsError: false, From: { Local: null, Resource: null } from } && Privilege.Find(stanza) is { } privilege)
        {
            AnnouncedBy(from.Domain).TrySetResult(privilege);
        }
        else if (StanzaAnswers.Error(stanza, Away) is { } answer && !await SendAsync(answer, _ending.Token))
        {
            _owed.Enqueue(answer);
        }
    }
}
