using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// The public rooms of a network at its domain: as a list (XEP-0045 §6.3), which is cut into pages (XEP-0059), and by what they are about (XEP-0433).
/// </summary>
internal sealed class RoomDirectoryHandler(Networks networks, RoomDirectory directory, Languages languages) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza is { To: { Local: null, Resource: null } to, From.Local: not null }
        && ((DiscoItems.IsRequest(stanza) && DiscoItems.RequestedNode(stanza) is null or "") || ChannelSearch.Find(stanza) is not null)
        && networks.OfDomain(to.Domain) is { Adapter: IHostsRooms };

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var reply = stanza.Reply();
        if (ChannelSearch.Find(stanza) is not { } search)
        {
            reply.Payloads.Add(await ListAsync(stanza, network, cancellationToken));
        }
        else if (search.Form is { } form)
        {
            reply.Payloads.Add(await SearchAsync(stanza, network, RoomSearchForm.Read(form), search.Page, cancellationToken));
        }
        else
        {
            var language = await languages.FindAsync(network.Name, stanza, cancellationToken);
            reply.Lang = language;
            reply.Payloads.Add(ChannelSearch.ToFillIn(RoomSearchForm.Blank(language)));
        }

        await link.SendAsync(reply, cancellationToken);
    }

    private async ValueTask<XElement> ListAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        var wanted = ResultSetQuery.Find(stanza.Payload(Namespaces.DiscoItems + "query")!);
        var page = await PageAsync(network, stanza, null, wanted, cancellationToken);
        var items = new DiscoItems([.. page.Rooms.Select(room => new DiscoItem(room.Jid, NameOf(room.State)))]).ToElement();

        // XEP-0045 §6.3: who did not ask for pages hears only when this is not all.
        if (wanted != new ResultSetQuery() || page.Set.Last is { } last && last != RoomDirectory.End)
        {
            items.Add(page.Set.ToElement());
        }

        return items;
    }

    private async ValueTask<XElement> SearchAsync(
        Stanza stanza, Network network, RoomSearchForm form, ResultSetQuery wanted, CancellationToken cancellationToken)
    {
        if (!form.Rooms)
        {
            return ChannelSearch.Result([], new ResultSet(null, null, 0));
        }

        var page = await PageAsync(network, stanza, form.Text, wanted, cancellationToken);
        return ChannelSearch.Result(
            from room in page.Rooms
            where form.Fits(room.State)
            let about = BodyText.CleanLine(room.State.Subject.Text)
            select new FoundChannel(room.Jid, NameOf(room.State), about.Length == 0 ? null : about, room.State.MemberCount, !room.State.IsMembersOnly),
            page.Set);
    }

    private async ValueTask<DirectoryAnswer.Page> PageAsync(
        Network network, Stanza stanza, string? text, ResultSetQuery wanted, CancellationToken cancellationToken)
    {
        if (wanted.Before is not null)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.FeatureNotImplemented, RoomTexts.OnlyForward));
        }

        return await directory.FindAsync(network, stanza.From!, text, wanted, cancellationToken) switch
        {
            DirectoryAnswer.Page page => page,
            DirectoryAnswer.NoSuchPage => throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ItemNotFound)),
            DirectoryAnswer.TooOften { Wait: var wait } => throw new StanzaErrorException(
                StanzaError.Of(StanzaConditions.ResourceConstraint, RoomTexts.TooManyLooks(wait)) with
                {
                    Type = StanzaErrorType.Wait,
                    Detail = ChannelSearch.RateLimit(wait),
                }),
            _ => throw new StanzaErrorException(StanzaError.Of(StanzaConditions.RemoteServerTimeout, RoomTexts.NoDirectory)),
        };
    }

    private static string NameOf(RoomState state) => BodyText.CleanLine(state.Name ?? state.Address.Value);
}
