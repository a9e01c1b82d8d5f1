using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>
/// Who sees what is said in a room. To have come in once is not enough: whose clients are away, and whom the engine has not let in, get each mail one to one.
/// </summary>
internal sealed class GroupSeats(IAdapterContext context, UserAddresses users)
{
    public async ValueTask<bool> IsThereAsync(Group group, string id, CancellationToken cancellationToken) =>
        group.Inside.ContainsKey(id) && EmailAddress.TryParse(id, out var address) && users.FindUser(address) is { } user
        && await context.IsInRoomAsync(new(group.Id), user, cancellationToken);
}
