using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Rooms;

/// <summary>The files of one message as its readers are shown them, put in place before the room's turn.</summary>
/// <param name="known">By bare JID.</param>
internal sealed class FilesOfReaders(IReadOnlyDictionary<Jid, IReadOnlyList<ShownFile>> known)
{
    /// <summary>Nothing is in place: whoever shows a file puts it there.</summary>
    public static readonly FilesOfReaders None = new(new Dictionary<Jid, IReadOnlyList<ShownFile>>());

    /// <summary>Those of one reader; null for who came later.</summary>
    public IReadOnlyList<ShownFile>? Of(Jid reader) => known.GetValueOrDefault(reader.Bare);
}
