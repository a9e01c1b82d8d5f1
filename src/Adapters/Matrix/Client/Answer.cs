using System.Diagnostics.CodeAnalysis;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>What the homeserver answered: a value or an error.</summary>
internal readonly record struct Answer<T>(T? Value, MatrixError? Error)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(MatrixError error) => new(null, error);

    public static Answer<T> FromValue(T value) => value;

    public static Answer<T> FromError(MatrixError error) => error;
}
