using System.Collections.Immutable;
using System.IO.Enumeration;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Policy;

/// <summary>All rules of the lists that the operator follows. Read from any thread at once, while one changes them.</summary>
internal sealed class PolicyBook
{
    /// <summary>More are no list but an attack; what is above it is not kept.</summary>
    public const int MaxRules = 100_000;

    private readonly Lock _lock = new();
    private ImmutableDictionary<(string List, string Type, string Key), PolicyRule> _rules =
        ImmutableDictionary<(string List, string Type, string Key), PolicyRule>.Empty;

    private volatile Index _index = Index.Empty;

    public int Count => _rules.Count;

    /// <summary>Takes all rules of one list as they are now, instead of those that were known of it.</summary>
    public void SetList(string list, IEnumerable<(string Type, string Key, PolicyRule Rule)> rules)
    {
        lock (_lock)
        {
            var builder = _rules.RemoveRange(_rules.Keys.Where(key => key.List == list)).ToBuilder();
            foreach (var (type, key, rule) in rules)
            {
                if (builder.Count < MaxRules)
                {
                    builder[(list, type, key)] = rule;
                }
            }

            Publish(builder.ToImmutable());
        }
    }

    /// <summary>One rule has changed; null when it is no more.</summary>
    public void Set(string list, string type, string key, PolicyRule? rule)
    {
        lock (_lock)
        {
            var known = _rules.Remove((list, type, key));
            Publish(rule is null || known.Count >= MaxRules ? known : known.Add((list, type, key), rule));
        }
    }

    /// <summary>The rule that bans a person or their server; null when none does.</summary>
    public PolicyRule? BanOf(Mxid person) =>
        Find(PolicyKind.User, person.ToString()) ?? Find(PolicyKind.Server, ServerName.HostOf(person.Server));

    /// <summary>The rule that bans a room, or the server that its id or alias names; null when none does.</summary>
    public PolicyRule? BanOfRoom(string room) =>
        Find(PolicyKind.Room, room)
        ?? (room.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? Find(PolicyKind.Server, ServerName.HostOf(room[(colon + 1)..])) : null);

    private PolicyRule? Find(PolicyKind kind, string entity)
    {
        var index = _index;
        return index.Exact.TryGetValue((kind, entity), out var rule)
            ? rule
            : index.Globs.FirstOrDefault(glob => glob.Kind == kind && FileSystemName.MatchesSimpleExpression(glob.Entity, entity, ignoreCase: false));
    }

    private void Publish(ImmutableDictionary<(string List, string Type, string Key), PolicyRule> rules)
    {
        _rules = rules;
        _index = Index.Of(rules.Values);
    }

    /// <summary>Most rules name one person: those are looked up. The others are tried one after the other.</summary>
    private sealed record Index(IReadOnlyDictionary<(PolicyKind Kind, string Entity), PolicyRule> Exact, IReadOnlyList<PolicyRule> Globs)
    {
        public static Index Empty { get; } = new(new Dictionary<(PolicyKind, string), PolicyRule>(), []);

        public static Index Of(IEnumerable<PolicyRule> rules)
        {
            var exact = new Dictionary<(PolicyKind, string), PolicyRule>();
            var globs = new List<PolicyRule>();
            foreach (var rule in rules)
            {
                if (rule.Entity.AsSpan().ContainsAny('*', '?'))
                {
                    globs.Add(rule);
                }
                else
                {
                    exact.TryAdd((rule.Kind, rule.Entity), rule);
                }
            }

            return new Index(exact, globs);
        }
    }
}
