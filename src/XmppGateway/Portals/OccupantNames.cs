using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Portals;

/// <summary>
/// Who of an XMPP room appears on the network by a name of their own. Each is an account there, which stays: so many get one, and for the others the room
/// itself speaks. Called with the portal's turn.
/// </summary>
internal sealed class OccupantNames(PortalLimits limits, TimeProvider time)
{
    /// <summary>For so many names of a portal it is known what they have, and for so many portals how many have come.</summary>
    public const int Remembered = 4096;

    /// <summary>Before the name in the row of what the room has said for somebody: no name in a room has a control character (RFC 7622 §3.4).</summary>
    private const char RoomMark = '\u0001';

    private readonly Buckets<long> _new = new(limits.NewNames, Remembered, time);

    /// <summary>What the author of a message was called.</summary>
    public static string NickIn(PortalMessageRow row) => row.Nick is [RoomMark, .. var nick] ? nick : row.Nick;

    /// <summary>True when the room has said it for them: it alone can change that.</summary>
    public static bool IsByRoom(PortalMessageRow row) => row.Nick is [RoomMark, ..];

    /// <summary>What is kept of the author of something that is said so.</summary>
    public static string NoteOf(string? nick, GatewayEvent what) => nick is null ? "" : what.User.Resource is null ? RoomMark + nick : nick;

    /// <summary>An account of that name is there, or will be: who is present when the gateway comes in is not to blame for it, and their number has a limit of its own.</summary>
    public static void Give(Portal portal, string nick) => portal.Named.Set(nick, true);

    /// <summary>True when somebody appears from now on, or does so already.</summary>
    public bool Take(Portal portal, string nick)
    {
        if (portal.Told.Contains(nick) || portal.Named.TryGet(nick, out _))
        {
            return true;
        }

        if (_new.Take(portal.Row.Id) > TimeSpan.Zero)
        {
            return false;
        }

        Give(portal, nick);
        return true;
    }

    /// <summary>What somebody says by themselves or by the room; null for what the room cannot do for them: it has one set of reactions.</summary>
    public GatewayEvent? Voice(Portal portal, string nick, GatewayEvent what) => what switch
    {
        // Whoever has said something by themselves has an account.
        not (Message or Reactions) => what,
        _ when Take(portal, nick) => what,
        Message message => message with { User = portal.Room, Body = Named(nick, message.Body) },
        _ => null,
    };

    /// <summary>A text with the name of its author before it.</summary>
    public static RichText Named(string nick, RichText said)
    {
        var name = BodyText.CleanLine(nick) + ": ";
        var plain = (name + said.Plain).TrimEnd(' ');
        if (said.Blocks.Count == 0)
        {
            return new RichText(plain);
        }

        RichInline before = new RichInline.Text(name);
        return said.Blocks[0] is RichBlock.Paragraph first
            ? RichText.Of(plain, [new RichBlock.Paragraph([before, .. first.Content]), .. said.Blocks.Skip(1)])
            : RichText.Of(plain, [new RichBlock.Paragraph([before]), .. said.Blocks]);
    }
}
