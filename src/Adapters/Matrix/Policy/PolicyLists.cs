using System.Text.Json;
using Microsoft.Extensions.Logging;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Groups;

namespace XmppGateway.Adapters.Matrix.Policy;

/// <summary>
/// The policy lists that the operator follows: rooms that the bot enters and whose state is the rules. They are read at the start and each time
/// that the homeserver comes back; in between their events tell what changes. Until a list was read it bans nobody.
/// </summary>
internal sealed partial class PolicyLists(
    MatrixClient client, PolicyBook book, IReadOnlyList<string> lists, string bot, string network, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly HashSet<string> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private Task _running = Task.CompletedTask;

    public void Start() => _running = lists.Count == 0 ? Task.CompletedTask : RunAsync(_stopping.Token);

    /// <summary>Asks for all lists again.</summary>
    public void ReadAgain() => _wanted.Release();

    /// <summary>Takes an event; true when it was a rule of one of the lists. Rules that somebody puts into another room are nobody's.</summary>
    public bool Take(ClientEvent what)
    {
        if (!PolicyRule.EventTypes.ContainsKey(what.Type) || what.StateKey is not { } key || !IsList(what.RoomId))
        {
            return false;
        }

        book.Set(what.RoomId, what.Type, key, PolicyRule.Read(what.Type, what.Content));
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _wanted.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                if (await ReadAllAsync(cancellationToken))
                {
                    await _wanted.WaitAsync(cancellationToken);
                }
                else
                {
                    await Task.Delay(Pause, time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task<bool> ReadAllAsync(CancellationToken cancellationToken)
    {
        var complete = true;
        foreach (var list in lists)
        {
            var error = await ReadAsync(list, cancellationToken);
            complete &= error is null;

            // One line for each new state, not for each attempt.
            if (error is not null && error.Text != _told.GetValueOrDefault(list))
            {
                Log.NotRead(logger, network, list, error.Text);
            }

            _told[list] = error?.Text ?? "";
        }

        return complete;
    }

    private async Task<MatrixError?> ReadAsync(string list, CancellationToken cancellationToken)
    {
        var via = list.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? list[(colon + 1)..] : null;
        var joined = await client.JoinByAddressAsync(bot, list, via, cancellationToken);
        if (!joined.Succeeded || joined.Value.RoomId is not { } roomId)
        {
            return joined.Error ?? MatrixClient.NoJson;
        }

        // From here on its events count, also those that come while the rest is read.
        lock (_rooms)
        {
            _rooms.Add(roomId);
        }

        var state = await client.PickStateAsync(bot, roomId, RuleIn, cancellationToken);
        if (!state.Succeeded)
        {
            return state.Error;
        }

        book.SetList(roomId, (state.Value.Found ?? []).Select(each => (each.Type, each.Key, each.Rule)));
        Log.Read(logger, network, list, book.Count);
        return null;
    }

    private static StoredRule? RuleIn(JsonElement what) =>
        what.Text("type") is { } type && what.Text("state_key") is { } key && PolicyRule.Read(type, what.Child("content")) is { } rule
            ? new StoredRule(type, key, rule)
            : null;

    private bool IsList(string roomId)
    {
        lock (_rooms)
        {
            return _rooms.Contains(roomId);
        }
    }

    private sealed record StoredRule(string Type, string Key, PolicyRule Rule);

    private static partial class Log
    {
        [LoggerMessage(4601, LogLevel.Information, "{Network}: policy list {List} was read; {Rules} rules are known in all")]
        public static partial void Read(ILogger logger, string network, string list, int rules);

        [LoggerMessage(4602, LogLevel.Warning, "{Network}: policy list {List} cannot be read and bans nobody: {Error}")]
        public static partial void NotRead(ILogger logger, string network, string list, string error);
    }
}
