namespace XmppGateway.Abstractions;

/// <summary>
/// What a person wrote, in no network's own form. Lines end in LF. May hold any Unicode text that came from outside: whoever
/// writes it to a wire escapes and cleans it for that wire.
/// </summary>
public sealed record RichText(string Plain)
{
    /// <inheritdoc/>
    public override string ToString() => Plain;
}
