using System.Collections;
using System.Runtime.CompilerServices;

namespace XmppGateway.Abstractions;

/// <summary>A list that never changes and is equal to one with equal items: what records of events hold.</summary>
[CollectionBuilder(typeof(Sequence), nameof(Sequence.Create))]
public readonly struct Sequence<T> : IReadOnlyList<T>, IEquatable<Sequence<T>>
{
    private readonly T[]? _items;

    internal Sequence(T[] items) => _items = items;

    /// <inheritdoc/>
    public int Count => Items.Length;

    private T[] Items => _items ?? [];

    /// <inheritdoc/>
    public T this[int index] => Items[index];

    /// <summary>Equal items in equal order.</summary>
    public static bool operator ==(Sequence<T> left, Sequence<T> right) => left.Equals(right);

    /// <summary>Not <c>==</c>.</summary>
    public static bool operator !=(Sequence<T> left, Sequence<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Sequence<T> other) => Items.AsSpan().SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Sequence<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes a <see cref="Sequence{T}"/> of a collection expression.</summary>
public static class Sequence
{
    /// <summary>A sequence of these items.</summary>
    public static Sequence<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
