using XmppGateway.Abstractions;

namespace XmppGateway.Xmpp.Streams;

/// <summary>
/// The addresses seen last, so that those of a busy conversation are not prepared again for every stanza. One slot per hash: bounded,
/// and nothing to evict. One thread.
/// </summary>
internal sealed class JidCache
{
    private const int Slots = 1024;
    private const int MaxLength = 256;
    private readonly (string Text, Jid Jid)[] _slots = new (string, Jid)[Slots];

    /// <summary>The address; null when the text is none.</summary>
    public Jid? Get(string text)
    {
        ref var slot = ref _slots[(uint)string.GetHashCode(text, StringComparison.Ordinal) % Slots];
        if (slot.Text == text)
        {
            return slot.Jid;
        }

        if (Jid.TryParse(text, out var jid) && text.Length <= MaxLength)
        {
            slot = (text, jid);
        }

        return jid;
    }
}
