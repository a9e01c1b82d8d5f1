namespace XmppGateway.Abstractions;

/// <summary>
/// Optional power of a module: tells which keys it reads and what they mean, so that the engine can print them (<c>xmpp-gateway options</c>) and
/// point out a key that nobody reads. A typing error would otherwise silently leave a default in force.
/// </summary>
public interface IListsOptions
{
    /// <summary>
    /// The keys inside a network's section, in the order in which people should read them. Without the engine's own (Adapter, Domain, Server, Secret)
    /// and without the <c>...File</c> forms of secrets, which the engine has resolved. Constant.
    /// </summary>
    IReadOnlyList<AdapterOption> Options { get; }
}
