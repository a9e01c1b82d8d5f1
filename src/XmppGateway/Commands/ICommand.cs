using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>
/// Something that a person can have the gateway do. Defined once; appears as an ad-hoc command (XEP-0050) and in the conversation with the
/// gateway. One class for each, and one line in <see cref="GatewayCommands"/>.
/// </summary>
internal interface ICommand
{
    /// <summary>The node of XEP-0050, unique: <c>a-z</c> and <c>-</c>. Constant, since clients keep it.</summary>
    string Node { get; }

    /// <summary>What stands in a menu: one line.</summary>
    LocalText Title { get; }

    /// <summary>What is typed in the conversation: one word, or a few, in each language. Lower case; unique in each.</summary>
    LocalText Words { get; }

    /// <summary>What the command belongs to, for lists that are long; null for what everybody uses.</summary>
    LocalText? Category => null;

    Audience Audience { get; }

    /// <summary>
    /// False hides the command from one of its audience: searching where nobody can be searched for, registering twice. Pure.
    /// </summary>
    bool IsOffered(Caller caller) => true;

    /// <summary>
    /// The first step: a question, or the end where there is nothing to ask. May use the store. Changes nothing unless the command asks for
    /// nothing.
    /// </summary>
    ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken);
}
