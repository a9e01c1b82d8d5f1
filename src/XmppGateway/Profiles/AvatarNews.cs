using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Presence;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Profiles;

/// <summary>Tells those who see a contact that the contact has another picture: with its presence (XEP-0153), and as XEP-0084 has it.</summary>
internal sealed partial class AvatarNews(Presences presences, IContactStore contacts, IAddressBook addresses, ILogger<AvatarNews> logger)
{
    private const int PageSize = 256;

    /// <summary>Tells everybody who sees the contact; those who are not there hear it with the next presence. Does not throw.</summary>
    public async Task TellAsync(Network network, RemoteContact contact, AvatarRow? picture)
    {
        try
        {
            presences[network.Name].Signals.TellAgain(contact);
            var jid = await addresses.GetJidAsync(network, contact, CancellationToken.None);
            var page = await contacts.ReadSubscribersAsync(network.Name, contact.Id.Value, 0, PageSize, CancellationToken.None);
            while (page.Count > 0 && network.Link.IsAttached)
            {
                foreach (var row in page)
                {
                    await TellAsync(network, contact, jid, row.User, picture);
                }

                page = await contacts.ReadSubscribersAsync(network.Name, contact.Id.Value, page[^1].RowId, PageSize, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or ArgumentException)
        {
            Log.NotTold(logger, e, network.Name);
        }
    }

    private async Task TellAsync(Network network, RemoteContact contact, Jid from, string user, AvatarRow? picture)
    {
        if (!Jid.TryParse(user, out var reader) || presences.Hides(network, reader, contact))
        {
            return;
        }

        foreach (var client in presences.Users.ClientsOf(network.Name, reader, from))
        {
            // XEP-0163 §4.3: the event comes from the bare JID, to each client that is there.
            var message = Stanza.Message(from, client, id: null);
            message.Type = "headline";
            message.Payloads.Add(picture is null
                ? PubSubItems.Event(UserAvatar.MetadataNode, "none", UserAvatar.NoMetadata())
                : PubSubItems.Event(
                    UserAvatar.MetadataNode, picture.Hash, UserAvatar.Metadata(picture.Hash, picture.MediaType, picture.Content.Length)));
            await network.Link.SendAsync(message, CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2702, LogLevel.Debug, "{Network}: not everybody could be told of a new picture")]
        public static partial void NotTold(ILogger logger, Exception exception, string network);
    }
}
