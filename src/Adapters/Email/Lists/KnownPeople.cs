using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Lists;

/// <summary>
/// The addresses from which somebody has written themself. No list is taken for one of them: the fields of a list are anybody's to write, and what proves
/// them proves other people at the same provider as well. For all users, as contacts have one name for all.
/// </summary>
internal sealed class KnownPeople(IAdapterState state)
{
    private const string Proven = "proven";
    private const string Presumed = "1";

    /// <param name="contact">The address.</param>
    /// <param name="mustBeProven">It is not enough that nothing was known of anybody when they wrote.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<bool> HasAsync(RemoteUserId contact, bool mustBeProven, CancellationToken cancellationToken) =>
        await state.GetAsync(KeyOf(contact), cancellationToken) is { } noted && (!mustBeProven || noted == Proven);

    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask AddAsync(RemoteUserId contact, bool isProven, CancellationToken cancellationToken)
    {
        if (!await HasAsync(contact, mustBeProven: isProven, cancellationToken))
            await state.SetAsync(KeyOf(contact), isProven ? Proven : Presumed, cancellationToken);
    }

    private static string KeyOf(RemoteUserId contact) => "person " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contact.Value)).AsSpan(0, 16));
}
