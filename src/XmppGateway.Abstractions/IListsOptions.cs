namespace XmppGateway.Abstractions;

/// <summary>
/// Optional power of a module: tells which keys it reads, so that the engine can point out a key that nobody reads. A typing error would
/// otherwise silently leave a default in force.
/// </summary>
public interface IListsOptions
{
    /// <summary>
    /// The keys inside a network's section: <c>Lmtp:Listen</c>; the items of a list as <c>Key:*</c>. Without the engine's own (Adapter,
    /// Domain, Server, Secret) and without the <c>...File</c> forms of secrets, which the engine has resolved. Constant.
    /// </summary>
    IReadOnlyList<string> OptionKeys { get; }
}
