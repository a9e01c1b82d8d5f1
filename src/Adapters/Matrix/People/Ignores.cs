using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.People;

/// <summary>
/// Whom a user blocks is on the ghost's list of ignored users (client-server API, "Ignoring Users"): the homeserver then keeps their invitations
/// to itself.
/// </summary>
internal sealed class Ignores(MatrixClient client, GhostIds ids, Ghosts ghosts) : IDisposable
{
    private const string Member = "ignored_users";
    private static readonly DeliveryResult Done = new DeliveryResult.Delivered(null);

    // The list is read and written as a whole.
    private readonly SemaphoreSlim _turn = new(1);

    public async ValueTask<DeliveryResult> SetAsync(Jid user, string mxid, bool ignored, CancellationToken cancellationToken)
    {
        if (ids.Of(user) is not { } ghost)
        {
            // Who cannot appear on Matrix has nobody to ignore there.
            return Done;
        }

        if (await ghosts.EnsureAsync(user, ghost, cancellationToken) is { } noGhost)
        {
            return DeliveryOutcome.Of(DeliveryStep.Ghost, noGhost);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await ChangeAsync(ghost, mxid, ignored, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>To the admins of the homeserver; those before Matrix 1.14 have no reports of people.</summary>
    public async ValueTask<DeliveryResult> ReportAsync(Jid user, string mxid, string reason, CancellationToken cancellationToken)
    {
        if (ids.Of(user) is not { } ghost)
        {
            return Done;
        }

        if (await ghosts.EnsureAsync(user, ghost, cancellationToken) is { } noGhost)
        {
            return DeliveryOutcome.Of(DeliveryStep.Ghost, noGhost);
        }

        var told = await client.ReportUserAsync(ghost, mxid, reason, cancellationToken);
        return told.Error switch
        {
            null => Done,
            { Code: "M_UNRECOGNIZED" or "404" } => new DeliveryResult.Rejected(MatrixTexts.NoReports, FailureCondition.NotSupported),
            var error => DeliveryOutcome.Of(DeliveryStep.Send, error),
        };
    }

    public void Dispose() => _turn.Dispose();

    private async ValueTask<DeliveryResult> ChangeAsync(string ghost, string mxid, bool ignored, CancellationToken cancellationToken)
    {
        var known = await client.GetIgnoredAsync(ghost, cancellationToken);
        if (known.Error is { Kind: not MatrixErrorKind.NotFound } error)
        {
            return DeliveryOutcome.Of(DeliveryStep.Send, error);
        }

        // What else is in it stays: it is the user's, and other programs may have written it.
        var content = known.Value ?? [];
        var list = content[Member] as JsonObject ?? [];
        if (list.ContainsKey(mxid) == ignored)
        {
            return Done;
        }

        if (ignored)
        {
            list[mxid] = new JsonObject();
        }
        else
        {
            list.Remove(mxid);
        }

        content[Member] = list.Parent is null ? list : list.DeepClone();
        var set = await client.SetIgnoredAsync(ghost, content, cancellationToken);
        return set.Error is null ? Done : DeliveryOutcome.Of(DeliveryStep.Send, set.Error);
    }
}
