using System.Collections.Frozen;
using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>All commands, and who may see which.</summary>
internal sealed class CommandRegistry
{
    private readonly IReadOnlyList<ICommand> _inOrder;
    private readonly FrozenDictionary<string, ICommand> _byNode;
    private readonly FrozenDictionary<string, (ICommand Command, string? Language)> _byWords;

    /// <param name="inOrder">In the order of menus.</param>
    /// <exception cref="ArgumentException">Two commands share a node or a word.</exception>
    public CommandRegistry(IReadOnlyList<ICommand> inOrder)
    {
        _inOrder = inOrder;
        _byNode = inOrder.ToDictionary(c => c.Node, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);
        _byWords = inOrder
            .SelectMany(c => LocalText.Languages.Select(language => (Words: c.Words.In(language), Command: c, Language: language)))
            .GroupBy(entry => (entry.Words, entry.Command))
            .Select(same => (same.Key.Words, same.Key.Command, Language: same.Count() == 1 ? same.First().Language : null))
            .ToDictionary(entry => entry.Words, entry => (entry.Command, entry.Language), StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What a menu for this person holds.</summary>
    public IEnumerable<ICommand> OfferedTo(Caller caller) => _inOrder.Where(c => IsFor(c, caller) && IsOffered(c, caller));

    /// <summary>The command of a node; null when there is none that this person could ever be offered as things are.</summary>
    public ICommand? Find(string node, Caller caller) =>
        _byNode.GetValueOrDefault(node) is { } command && IsOffered(command, caller) ? command : null;

    /// <summary>The command that is called so, and in which language, if not in all; null when there is none.</summary>
    public (ICommand Command, string? Language)? FindWords(string text, Caller caller) =>
        _byWords.TryGetValue(text.Trim(), out var found) && IsOffered(found.Command, caller) ? found : null;

    // Who is not allowed any more is left the way out.
    private static bool IsOffered(ICommand command, Caller caller) =>
        command.IsOffered(caller) && (caller.Refusal is null || command.Node == Leaving.Node);

    /// <summary>True when the person is of the command's audience.</summary>
    public static bool IsFor(ICommand command, Caller caller) => command.Audience switch
    {
        Audience.Everyone => true,
        Audience.Users => caller.IsUser,
        Audience.Admins => caller.IsAdmin,
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.Audience, "Not an audience."),
    };
}
