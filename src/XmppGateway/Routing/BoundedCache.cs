namespace XmppGateway.Routing;

/// <summary>
/// Keeps what was used lately, and never more than twice <paramref name="capacity"/> entries: when the young generation is full it
/// becomes the old one, and the old one is forgotten. Thread-safe.
/// </summary>
/// <param name="forgotten">Is told of each entry that goes for want of room; under the lock.</param>
internal sealed class BoundedCache<TKey, TValue>(int capacity, Action<TValue>? forgotten = null)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];

    /// <summary>How many entries are held.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _young.Count + _old.Count;
            }
        }
    }

    /// <summary>The entry, if it is still here.</summary>
    public bool TryGet(TKey key, out TValue? value)
    {
        lock (_lock)
        {
            if (_young.TryGetValue(key, out value))
            {
                return true;
            }

            if (!_old.Remove(key, out value))
            {
                return false;
            }

            Add(key, value);
            return true;
        }
    }

    /// <summary>Inserts or replaces.</summary>
    public void Set(TKey key, TValue value)
    {
        lock (_lock)
        {
            _old.Remove(key);
            Add(key, value);
        }
    }

    /// <summary>Forgets an entry.</summary>
    public void Remove(TKey key)
    {
        lock (_lock)
        {
            _young.Remove(key);
            _old.Remove(key);
        }
    }

    /// <summary>All entries as they are now. Copies each.</summary>
    public IReadOnlyList<KeyValuePair<TKey, TValue>> Entries()
    {
        lock (_lock)
        {
            return [.. _young, .. _old];
        }
    }

    /// <summary>Forgets all entries whose keys are meant. Looks at each.</summary>
    public void RemoveWhere(Predicate<TKey> isMeant)
    {
        lock (_lock)
        {
            foreach (var generation in (ReadOnlySpan<Dictionary<TKey, TValue>>)[_young, _old])
            {
                foreach (var key in generation.Keys)
                {
                    if (isMeant(key))
                    {
                        generation.Remove(key);
                    }
                }
            }
        }
    }

    private void Add(TKey key, TValue value)
    {
        if (_young.Count >= capacity && !_young.ContainsKey(key))
        {
            if (forgotten is not null)
            {
                foreach (var gone in _old.Values)
                {
                    forgotten(gone);
                }
            }

            _old = _young;
            _young = [];
        }

        _young[key] = value;
    }
}
