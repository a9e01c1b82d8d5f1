using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Lists;

/// <summary>
/// The addresses from which somebody has written themself. No list is taken for one of them: the fields of a list are anybody's to write, and so are those
/// of other people at the same provider. For all users, as contacts have one name for all.
/// </summary>
internal sealed class KnownPeople(IAdapterState state)
{
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<bool> HasAsync(RemoteUserId contact, CancellationToken cancellationToken) =>
        await state.GetAsync(KeyOf(contact), cancellationToken) is not null;

    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask AddAsync(RemoteUserId contact, CancellationToken cancellationToken)
    {
        if (!await HasAsync(contact, cancellationToken))
            await state.SetAsync(KeyOf(contact), "1", cancellationToken);
    }

    private static string KeyOf(RemoteUserId contact) => "person " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contact.Value)).AsSpan(0, 16));
}
