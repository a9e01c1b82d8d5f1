using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>What a room says of itself in service discovery (XEP-0045 §6.4, §15.5.3). Pure.</summary>
internal static class RoomInfo
{
    /// <summary>Owners whom others may ask; rooms where everybody is one exist.</summary>
    private const int MostContacts = 10;

    private const string Prefix = "muc#roominfo_";

    private static readonly string[] Features =
    [
        Namespaces.Rooms.NamespaceName,
        Namespaces.DiscoInfo.NamespaceName,
        Namespaces.DiscoItems.NamespaceName,
        Namespaces.Archive.NamespaceName,
        ArchiveRequest.ExtendedFeature,
        Namespaces.StanzaIds.NamespaceName,
        Namespaces.OccupantId.NamespaceName,
        Namespaces.Retraction.NamespaceName,
        Namespaces.Reactions.NamespaceName,
        Namespaces.Reply.NamespaceName,
        Namespaces.References.NamespaceName,
        VCardTemp.Feature,
        Hats.Feature,
        "http://jabber.org/protocol/muc#self-ping-optimization",
        "http://jabber.org/protocol/muc#stable_id",
        "muc_nonanonymous",
        "muc_persistent",
        "muc_unsecured",
    ];

    /// <param name="address">What is known of every room.</param>
    /// <param name="room">The room; null for one in which nobody has been.</param>
    /// <param name="state">As far as the asker may see it; null otherwise, and nothing is said of who may come in and speak.</param>
    /// <param name="pictureHash">SHA-1 of its picture; empty or null without a known one.</param>
    /// <param name="isModerated">Somebody can take messages of others away.</param>
    public static DiscoInfo Of(string address, HostedRoom? room, RoomState? state, string? pictureHash, bool isModerated)
    {
        string[] features =
        [
            .. Features,
            .. isModerated ? [Namespaces.Moderation.NamespaceName, Namespaces.ModerationOld.NamespaceName] : Array.Empty<string>(),
            .. state is null ? [] : FeaturesOf(state),
        ];
        return new DiscoInfo(
            [new DiscoIdentity("conference", "text", BodyText.CleanLine(state?.Name ?? address))],
            [.. features.Order(StringComparer.Ordinal)],
            Form: state is null ? null : FormOf(room!, state, pictureHash).ToElement());
    }

    private static string[] FeaturesOf(RoomState state) =>
    [
        state.IsMembersOnly ? "muc_membersonly" : "muc_open",
        state.IsModerated ? "muc_moderated" : "muc_unmoderated",
        state.IsPublic ? "muc_public" : "muc_hidden",
    ];

    private static DataForm FormOf(HostedRoom room, RoomState state, string? pictureHash)
    {
        var fields = new List<DataField>
        {
            new(DataForm.FormType, DataField.Hidden) { Values = ["http://jabber.org/protocol/muc#roominfo"] },

            // The subject says what a room is about; a description besides is something that the networks do not have.
            Field("description", BodyText.CleanLine(state.Subject.Text)),
            Field("subject", BodyText.CleanLine(state.Subject.Text)),
            Field("occupants", (room.Occupants?.Count ?? state.MemberCount).ToString(CultureInfo.InvariantCulture)),
        };
        if (state.EverybodySetsSubject is { } everybody)
        {
            fields.Add(Field("changesubject", everybody ? "1" : "0", "boolean"));
        }

        if (pictureHash is { Length: > 0 })
        {
            fields.Add(Field("avatarhash", pictureHash, "text-multi"));
        }

        string[] owners = [.. OwnersOf(room)];
        if (owners.Length > 0)
        {
            fields.Add(new DataField(Prefix + "contactjid", "jid-multi") { Values = owners });
        }

        return new DataForm(DataForm.Result) { Fields = fields };
    }

    /// <summary>Those who have an address of their own, in a stable order.</summary>
    private static IEnumerable<string> OwnersOf(HostedRoom room) => (
        from occupant in room.Occupants?.All ?? []
        where occupant.Member.Rank == RoomRank.Owner
        let jid = RoomPresences.AddressOf(room, occupant.Member.Who)
        where jid is not null
        orderby jid.ToString()
        select jid.ToString()).Take(MostContacts);

    private static DataField Field(string name, string value, string? type = null) => new(Prefix + name, type) { Values = [value] };
}
