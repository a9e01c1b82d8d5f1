using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using XmppGateway.Configuration;

namespace XmppGateway.Operations;

/// <summary>
/// The name under which this process holds leases. It is the same after a crash, so that a restart need not wait until the lease of the
/// dead process has run out; that no second living process uses it is the kernel's promise: the name of an abstract socket exists once
/// in a network namespace and goes with its process.
/// </summary>
internal sealed class LeaseHolder(string purpose) : IDisposable
{
    private readonly string _hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(purpose)))[..32];
    private readonly string _other = $"{Environment.MachineName}/{Guid.NewGuid():N}";
    private Socket? _claim;

    /// <summary>The name; before <see cref="Claim"/>, and where another process has the usual one, one of its own.</summary>
    public string Name { get; private set; } = "";

    /// <summary>False when another living process of this machine has the usual name, or that cannot be known.</summary>
    public bool IsOnly => _claim is not null;

    /// <summary>What a gateway with these options works on.</summary>
    public static string Purpose(GatewayOptions options) => options.Store.Connection + '\n' + string.Join('\n', options.Networks.Select(n => n.Link.Domain));

    /// <param name="purpose">What is worked on: the store's connection text and the domains. Only a hash of it goes anywhere.</param>
    public static LeaseHolder Create(string purpose)
    {
        var holder = new LeaseHolder(purpose);
        holder.Claim();
        return holder;
    }

    /// <summary>
    /// Takes the usual name if it is free by now, and keeps it. To be asked while no lease is held: a process that began beside its predecessor would
    /// otherwise have a name of its own for life, for whose leases the next one has to wait.
    /// </summary>
    public string Claim()
    {
        if (_claim is not null || !OperatingSystem.IsLinux() || PlaceOf() is not { } place)
        {
            return Name = _claim is null ? _other : Name;
        }

        var claim = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            claim.Bind(new UnixDomainSocketEndPoint("\0xmpp-gateway/" + _hash));
            _claim = claim;
            return Name = $"{place}/{_hash}";
        }
        catch (SocketException)
        {
            // A living process has it: this one is another holder, and waits for the lease.
            claim.Dispose();
            return Name = _other;
        }
    }

    public void Dispose() => _claim?.Dispose();

    /// <summary>The running kernel and the network namespace on it: together unique in the world.</summary>
    private static string? PlaceOf()
    {
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            return File.ResolveLinkTarget("/proc/self/ns/net", returnFinalTarget: false) is { } space ? boot + "/" + space.Name : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
