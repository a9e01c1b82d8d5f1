using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>One file of a message as it is shown to a user.</summary>
/// <param name="Body">For clients that know nothing else; where a link is given, the link alone. Fit for a stanza.</param>
/// <param name="Payloads">For those that do.</param>
internal sealed record ShownFile(string Body, IReadOnlyList<XElement> Payloads);

/// <summary>What a message of a user carries beside its text.</summary>
/// <param name="Body">The text without what only stands for the files; null when nothing is left.</param>
/// <param name="Files">The files, in order.</param>
internal readonly record struct CarriedFiles(string? Body, Sequence<AttachedFile> Files);

/// <summary>Files of messages, between their description and the elements of XMPP. Each file has a stanza of its own.</summary>
internal interface IFileTranslation
{
    /// <summary>
    /// How the files of a message to a user are shown: as many as there are, in order. The same message and id give the same again, so that
    /// a replay is recognised.
    /// </summary>
    ValueTask<IReadOnlyList<ShownFile>> ShowAsync(Network network, Message message, string stanzaId, CancellationToken cancellationToken);

    /// <summary>The link to <see cref="Message.Whole"/>; null when there is none.</summary>
    ValueTask<string?> FindWholeAsync(Network network, Message message, CancellationToken cancellationToken);

    /// <summary>Finds the files in a message of a user. Pure; the stanza may hold anything.</summary>
    /// <exception cref="StanzaErrorException">What it carries is refused.</exception>
    CarriedFiles Read(Stanza message, string? body);
}
