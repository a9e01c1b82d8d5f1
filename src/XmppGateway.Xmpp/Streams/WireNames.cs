using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;

namespace XmppGateway.Xmpp.Streams;

/// <summary>The names on one stream as LINQ names, without a look-up in LINQ's global table for each.</summary>
internal sealed class WireNames
{
    // LINQ never forgets a name of a namespace that a program holds on to. Strangers may add so many in the life of the process.
    private const int MaxStrangeNames = 50_000;
    private const int MaxNameLength = 200;
    private static readonly ConcurrentDictionary<(string Space, string Local), byte> Admitted = new();
    private static readonly XName Unknown = XNamespace.Get("urn:xmpp-gateway:unknown").GetName("unknown");

    private readonly Dictionary<(string Space, string Local), XName> _names = new(new ByReference());

    public WireNames() => Xmlns = Table.Add("http://www.w3.org/2000/xmlns/");

    public WireNameTable Table { get; } = new();

    /// <summary>The namespace of namespace declarations, to be compared by reference.</summary>
    public string Xmlns { get; }

    /// <summary>The name of the element that the parser stands on; a placeholder when it is absurd.</summary>
    public XName Element(XmlReader xml) => Get(xml.NamespaceURI, xml.LocalName);

    /// <inheritdoc cref="Element"/>
    public XName Attribute(XmlReader xml) => Get(xml.NamespaceURI, xml.LocalName);

    /// <summary>Between stanzas.</summary>
    public void Trim()
    {
        if (Table.Trim())
        {
            _names.Clear();
        }
    }

    private XName Get(string space, string local)
    {
        if (!_names.TryGetValue((space, local), out var name))
        {
            name = Admit(space, local) ? XNamespace.Get(space).GetName(local) : Unknown;
            _names.Add((space, local), name);
        }

        return name;
    }

    private static bool Admit(string space, string local)
    {
        if (local.Length > MaxNameLength || space.Length > MaxNameLength)
        {
            return false;
        }

        if (Admitted.ContainsKey((space, local)))
        {
            return true;
        }

        if (Admitted.Count >= MaxStrangeNames)
        {
            return false;
        }

        // Another stream may be the one that adds it, at this moment.
        Admitted.TryAdd((space, local), 0);
        return true;
    }

    // The parser gives the same string for the same name.
    private sealed class ByReference : IEqualityComparer<(string Space, string Local)>
    {
        public bool Equals((string Space, string Local) x, (string Space, string Local) y) =>
            ReferenceEquals(x.Space, y.Space) && ReferenceEquals(x.Local, y.Local);

        public int GetHashCode([DisallowNull] (string Space, string Local) obj) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(obj.Space), RuntimeHelpers.GetHashCode(obj.Local));
    }
}
