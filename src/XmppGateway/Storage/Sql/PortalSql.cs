namespace XmppGateway.Storage.Sql;

/// <summary>Statements on portals and what was said in them.</summary>
internal static class PortalSql
{
    private const int Step = 500;

    private const string Select = "SELECT id, network, remote_id, room_jid, is_bridge, is_open, position, position_at FROM portal ";

    private const string SelectMessage = "SELECT portal, stanza_id, archive_id, nick, occupant_id, foreign_id, at FROM portal_message ";

    public static readonly Statement OfNetwork = new("read the portals of a network", Select + "WHERE network = $1 ORDER BY id");

    public static readonly Statement Occupants = new("read who is in a portal", "SELECT nick FROM portal_occupant WHERE portal = $1");

    public static readonly Statement Bans = new(
        "read the bans of a portal", "SELECT portal, is_visitor, who, address FROM portal_ban WHERE portal = $1");

    public static readonly Statement ByStanza = new(
        "find a stanza of a portal", SelectMessage + "WHERE portal = $1 AND stanza_id = $2 ORDER BY id DESC LIMIT 1");

    public static readonly Statement ByArchive = new(
        "find a message of a portal by the room's id", SelectMessage + "WHERE portal = $1 AND archive_id = $2");

    public static readonly Statement ByForeign = new(
        "find a message of a portal by its foreign id", SelectMessage + "WHERE portal = $1 AND foreign_id = $2 ORDER BY id");

    private static readonly Statement Insert = new(
        "add a portal",
        "INSERT INTO portal (network, remote_id, room_jid, is_bridge, is_open, position, position_at, created_at) " +
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING");

    private static readonly Statement ByBoth = new("find a portal", Select + "WHERE network = $1 AND remote_id = $2 AND room_jid = $3");

    private static readonly Statement Open = new("say whether a portal is open", "UPDATE portal SET is_open = $1, position = NULL, position_at = $2 WHERE id = $3");

    private static readonly Statement Position = new("note how far a portal was read", "UPDATE portal SET position = $1, position_at = $2 WHERE id = $3");

    private static readonly Statement SetRemote = new(
        "give a portal another room of the network",
        "UPDATE portal SET remote_id = $1 WHERE id = $2 AND NOT EXISTS " +
        "(SELECT 1 FROM portal AS other WHERE other.network = portal.network AND other.remote_id = $1 AND other.id <> portal.id)");

    private static readonly Statement DeleteMessages = new("remove the messages of a portal", "DELETE FROM portal_message WHERE portal = $1");

    private static readonly Statement DeleteOccupants = new("remove the occupants of a portal", "DELETE FROM portal_occupant WHERE portal = $1");

    private static readonly Statement DeleteBans = new("remove the bans of a portal", "DELETE FROM portal_ban WHERE portal = $1");

    private static readonly Statement Delete = new("remove a portal", "DELETE FROM portal WHERE id = $1");

    private static readonly Statement InsertMessage = new(
        "add a message of a portal",
        "INSERT INTO portal_message (portal, stanza_id, archive_id, nick, occupant_id, foreign_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7) " +
        "ON CONFLICT DO NOTHING");

    private static readonly Statement Known = new(
        "look for a stanza of a portal", "SELECT id FROM portal_message WHERE portal = $1 AND stanza_id = $2 AND nick = $3 AND foreign_id IS NOT NULL");

    private static readonly Statement Archived = new(
        "look for a message of a portal by the room's id", "SELECT id FROM portal_message WHERE portal = $1 AND archive_id = $2");

    private static readonly Statement Confirm = new("note the room's id of a message", "UPDATE portal_message SET archive_id = $1 WHERE id = $2");

    private static readonly Statement AddOccupant = new(
        "note who came into a portal", "INSERT INTO portal_occupant (portal, nick) VALUES ($1, $2) ON CONFLICT DO NOTHING");

    private static readonly Statement RemoveOccupant = new("note who left a portal", "DELETE FROM portal_occupant WHERE portal = $1 AND nick = $2");

    private static readonly Statement AddBan = new(
        "note a ban in a portal",
        "INSERT INTO portal_ban (portal, is_visitor, who, address) VALUES ($1, $2, $3, $4) " +
        "ON CONFLICT (portal, is_visitor, who) DO UPDATE SET address = excluded.address");

    // Somebody else may have been banned under the name meanwhile.
    private static readonly Statement RemoveBan = new(
        "note that a ban in a portal is lifted", "DELETE FROM portal_ban WHERE portal = $1 AND is_visitor = $2 AND who = $3 AND address = $4");

    private static readonly Statement Prune = new(
        "prune the messages of portals",
        "DELETE FROM portal_message WHERE id IN (SELECT id FROM (SELECT id, at FROM portal_message ORDER BY id LIMIT $1) AS oldest WHERE at < $2)");

    public static PortalRow? Add(ISession session, PortalRow portal, DateTimeOffset now)
    {
        session.Run(
            Insert, portal.Network, portal.RemoteId, portal.Room, portal.IsBridge, portal.IsOpen, portal.Position, portal.PositionAt, now);
        return session.First(ByBoth, Read, portal.Network, portal.RemoteId, portal.Room);
    }

    /// <summary>What was said while nobody was there is for nobody: reading begins anew.</summary>
    public static void SetOpen(ISession session, long portal, bool isOpen, DateTimeOffset now) => session.Run(Open, isOpen, now, portal);

    public static void Remove(ISession session, long portal, OutboxEntry? last)
    {
        session.Run(DeleteMessages, portal);
        session.Run(DeleteOccupants, portal);
        session.Run(DeleteBans, portal);
        session.Run(Delete, portal);
        if (last is not null)
        {
            OutboxSql.Add(session, last, last.AcceptedAt);
        }
    }

    /// <summary>What was said stays, for those who refer to it; what the one room has said about the people of the other one goes.</summary>
    public static bool Move(ISession session, long portal, string remoteId, OutboxEntry last)
    {
        if (session.Execute(SetRemote, remoteId, portal) == 0)
        {
            return false;
        }

        session.Run(DeleteOccupants, portal);
        OutboxSql.Add(session, last, last.AcceptedAt);
        return true;
    }

    public static bool AddFrom(ISession session, PortalMessageRow message, OutboxEntry? entry)
    {
        session.Run(Position, message.ArchiveId, message.At, message.Portal);
        if (session.Number(Archived, message.Portal, message.ArchiveId) is not null)
        {
            return false;
        }

        Put(session, message);
        if (entry is not null)
        {
            OutboxSql.Add(session, entry, entry.AcceptedAt);
        }

        return true;
    }

    public static void AddEvent(ISession session, long portal, string? nick, bool isThere, OutboxEntry entry)
    {
        if (nick is not null)
        {
            session.Run(isThere ? AddOccupant : RemoveOccupant, portal, nick);
        }

        OutboxSql.Add(session, entry, entry.AcceptedAt);
    }

    public static void PutBan(ISession session, PortalBanRow ban, bool holds, OutboxEntry? entry)
    {
        session.Run(holds ? AddBan : RemoveBan, ban.Portal, ban.IsVisitor, ban.Who, ban.Address);
        if (entry is not null)
        {
            OutboxSql.Add(session, entry, entry.AcceptedAt);
        }
    }

    public static void AddTo(ISession session, PortalMessageRow message)
    {
        if (session.Number(Known, message.Portal, message.StanzaId, message.Nick) is null)
        {
            Put(session, message);
        }
    }

    public static bool ConfirmIn(ISession session, long portal, string stanzaId, string nick, string archiveId, DateTimeOffset at)
    {
        if (session.Number(Known, portal, stanzaId, nick) is not { } row)
        {
            return false;
        }

        session.Run(Position, archiveId, at, portal);
        if (session.Number(Archived, portal, archiveId) is null)
        {
            session.Run(Confirm, archiveId, row);
        }

        return true;
    }

    /// <summary>The oldest have the smallest numbers. Returns how many were removed.</summary>
    public static int RemoveSome(ISession session, DateTimeOffset before) => session.Execute(Prune, Step, before);

    public static PortalRow Read(IRow row) => new(
        row.Number(0), row.Text(1), row.Text(2), row.Text(3), row.Flag(4), row.Flag(5), row.TextOrNull(6), row.Time(7));

    public static PortalMessageRow ReadMessage(IRow row) => new(
        row.Number(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.TextOrNull(4), row.TextOrNull(5), row.Time(6));

    public static PortalBanRow ReadBan(IRow row) => new(row.Number(0), row.Flag(1), row.Text(2), row.Text(3));

    private static void Put(ISession session, PortalMessageRow message) => session.Run(
        InsertMessage, message.Portal, message.StanzaId, message.ArchiveId, message.Nick, message.OccupantId, message.ForeignId, message.At);
}
