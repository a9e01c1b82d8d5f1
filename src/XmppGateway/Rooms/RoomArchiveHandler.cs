using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>XEP-0313 for rooms: what was said there, for who belongs to the room.</summary>
internal sealed class RoomArchiveHandler(Networks networks, RoomAddresses addresses, RoomBook book, IRoomArchive archive, RoomPages pages)
    : IStanzaHandler
{
    private const int MostIds = 50;

    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.Kind == StanzaKind.Iq && addresses.IsRoom(stanza)
        && (ArchiveRequest.Find(stanza) is not null || ArchiveRequest.AsksForForm(stanza) || ArchiveRequest.AsksForMetadata(stanza));

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        if (await book.FindAsync(network, stanza.To!, cancellationToken) is not { } room || !room.Users.ContainsKey(stanza.From!.Bare))
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.Forbidden, RoomTexts.NotInRoom));
        }

        if (ArchiveRequest.AsksForForm(stanza))
        {
            await link.SendAsync(stanza.Reply().With(ArchiveRequest.Fields()), cancellationToken);
        }
        else if (ArchiveRequest.AsksForMetadata(stanza))
        {
            await link.SendAsync(stanza.Reply().With(await MetadataAsync(room, ReaderOf(stanza), cancellationToken)), cancellationToken);
        }
        else
        {
            await AnswerAsync(stanza, ArchiveRequest.Find(stanza)!, room, link, cancellationToken);
        }
    }

    private async ValueTask AnswerAsync(
        Stanza stanza, ArchiveRequest request, HostedRoom room, IComponentLink link, CancellationToken cancellationToken)
    {
        if (request.HasUnknownField || request.Ids.Count > MostIds)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.FeatureNotImplemented));
        }

        var reader = ReaderOf(stanza);
        var page = request.Ids.Count > 0
            ? await pages.FindAsync(room, reader, request.Ids, cancellationToken)
            : await pages.ReadAsync(room, reader, request, cancellationToken);
        foreach (var item in request.IsFlipped ? page.Items.Reverse() : page.Items)
        {
            var result = Stanza.Message(stanza.To!.Bare, stanza.From!, type: null);
            item.Stanza.To = null;
            result.Payloads.Add(ArchiveRequest.Result(request.QueryId, item.Id, item.At, item.Stanza));
            if (!await link.SendAsync(result, cancellationToken))
            {
                return;
            }
        }

        var set = new ResultSet(page.First, page.Last, page.Count);
        await link.SendAsync(stanza.Reply().With(ArchiveRequest.Fin(page.IsComplete, set)), cancellationToken);
    }

    private async ValueTask<System.Xml.Linq.XElement> MetadataAsync(HostedRoom room, RoomReader reader, CancellationToken cancellationToken)
    {
        var query = new ArchiveQuery(room.Row.Id, 1) { Reader = reader.Of(room) };
        var first = await archive.ReadArchiveAsync(query, cancellationToken);
        var last = await archive.ReadArchiveAsync(query with { FromEnd = true }, cancellationToken);
        return ArchiveRequest.Metadata(
            first is [var start] ? (RoomPages.FirstIdOf(start), start.At) : null,
            last is [var end] ? (await pages.LastIdOfAsync(room, reader, end, cancellationToken), end.At) : null);
    }

    private static RoomReader ReaderOf(Stanza stanza) => new(stanza.From!.Bare, stanza.To!.Bare);
}
