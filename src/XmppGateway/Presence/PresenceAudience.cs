using XmppGateway.Abstractions;

namespace XmppGateway.Presence;

/// <summary>
/// Which contacts one client has shown itself to, and which of them it has left (RFC 6121 §4.6: unavailable presence that is sent to one contact
/// says nothing to the others). The end of a session is the same stanza to each of them: then nobody is left. Not thread-safe.
/// </summary>
internal sealed class PresenceAudience
{
    // By the hash of the localpart: 10,000 contacts are some 300 KiB. Two that share one are taken for one, which at worst ends a session one
    // contact early. The gateway itself is 0.
    private readonly Dictionary<int, bool> _sees = [];

    /// <summary>How many contacts are noted; what the memory of all clients is counted in.</summary>
    public int Noted => _sees.Count;

    /// <summary>How many of them see the client.</summary>
    public int Seeing { get; private set; }

    /// <summary>True where the client has not said that it is away for this contact.</summary>
    public bool MayKnow(Jid contact) => !_sees.TryGetValue(KeyOf(contact), out var sees) || sees;

    /// <summary>The contact sees the client, or does not any more.</summary>
    /// <param name="hasRoom">False: contacts that are not noted yet stay so.</param>
    public void Note(Jid? contact, bool sees, bool hasRoom)
    {
        var key = KeyOf(contact);
        if (_sees.TryGetValue(key, out var saw) || hasRoom)
        {
            _sees[key] = sees;
            Seeing += (sees ? 1 : 0) - (saw ? 1 : 0);
        }
    }

    /// <summary>Nothing is known of the contact any more.</summary>
    public void Forget(Jid? contact)
    {
        if (_sees.Remove(KeyOf(contact), out var saw) && saw)
        {
            Seeing--;
        }
    }

    private static int KeyOf(Jid? contact) => contact?.Local?.GetHashCode(StringComparison.Ordinal) ?? 0;
}
