using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace XmppGateway.Operations;

/// <summary>
/// The name under which this process holds leases. It is the same after a crash, so that a restart need not wait until the lease of the
/// dead process has run out; that no second living process uses it is the kernel's promise: the name of an abstract socket exists once
/// in a network namespace and goes with its process.
/// </summary>
internal sealed class LeaseHolder : IDisposable
{
    private readonly Socket? _claim;

    private LeaseHolder(string name, Socket? claim)
    {
        Name = name;
        _claim = claim;
    }

    public string Name { get; }

    /// <param name="purpose">What is worked on: the store's connection text and the domains. Only a hash of it goes anywhere.</param>
    public static LeaseHolder Create(string purpose)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(purpose)))[..32];
        if (OperatingSystem.IsLinux() && PlaceOf() is { } place)
        {
            var claim = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                claim.Bind(new UnixDomainSocketEndPoint("\0xmpp-gateway/" + hash));
                return new LeaseHolder($"{place}/{hash}", claim);
            }
            catch (SocketException)
            {
                // A living process has it: this one is another holder, and waits for the lease.
                claim.Dispose();
            }
        }

        return new LeaseHolder($"{Environment.MachineName}/{Guid.NewGuid():N}", null);
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
