using System.Text.Json;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.Policy;

/// <summary>What a rule of a policy list is about.</summary>
internal enum PolicyKind
{
    /// <summary>People, by their ids.</summary>
    User = 0,

    /// <summary>Rooms, by id or alias.</summary>
    Room,

    /// <summary>Servers, by name.</summary>
    Server,
}

/// <summary>One ban of a policy list (client-server API, "Moderation policy lists").</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Entity">Whom it bans, with <c>*</c> and <c>?</c> as in a shell.</param>
/// <param name="Reason">Why; untrusted; empty when nobody said.</param>
internal sealed record PolicyRule(PolicyKind Kind, string Entity, string Reason)
{
    private const int MaxReason = 200;

    /// <summary>The types of the events that hold rules. Lists that are older than the specification have the other names.</summary>
    public static IReadOnlyDictionary<string, PolicyKind> EventTypes { get; } = new Dictionary<string, PolicyKind>(StringComparer.Ordinal)
    {
        ["m.policy.rule.user"] = PolicyKind.User,
        ["m.room.rule.user"] = PolicyKind.User,
        ["org.matrix.mjolnir.rule.user"] = PolicyKind.User,
        ["m.policy.rule.room"] = PolicyKind.Room,
        ["m.room.rule.room"] = PolicyKind.Room,
        ["org.matrix.mjolnir.rule.room"] = PolicyKind.Room,
        ["m.policy.rule.server"] = PolicyKind.Server,
        ["m.room.rule.server"] = PolicyKind.Server,
        ["org.matrix.mjolnir.rule.server"] = PolicyKind.Server,
    };

    /// <summary>Null for what bans nobody: a rule that was taken back (its content is empty), and recommendations that are not known.</summary>
    public static PolicyRule? Read(string type, JsonElement content) =>
        EventTypes.TryGetValue(type, out var kind)
        && content.Text("entity") is { Length: > 0 and <= 255 } entity
        && content.Text("recommendation") is "m.ban" or "org.matrix.mjolnir.ban"
            ? new PolicyRule(kind, entity, Shorten(content.Text("reason") ?? ""))
            : null;

    private static string Shorten(string reason) => reason.Length <= MaxReason ? reason : reason[..MaxReason] + "…";
}
