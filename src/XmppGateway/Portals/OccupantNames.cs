using XmppGateway.Abstractions;
using XmppGateway.Protection;
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

    private readonly Buckets<long> _new = new(limits.NewNames, Remembered, time);

    /// <summary>Who is there when the gateway comes in is not to blame for it; their number has a limit of its own.</summary>
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

    /// <summary>
    /// What somebody says, or does under the name by which they said it, by themselves or by the room; null for what nobody can do for them.
    /// </summary>
    public GatewayEvent? Voice(Portal portal, string nick, GatewayEvent what)
    {
        // What the room has said for them only the room can change.
        if ((what is Message || !portal.SpokenFor.TryGet(nick, out _)) && Take(portal, nick))
        {
            portal.SpokenFor.Remove(nick);
            return what;
        }

        portal.SpokenFor.Set(nick, true);
        return what switch
        {
            Message message => message with { User = portal.Room, Body = Named(nick, message.Body) },
            Edit edit => edit with { User = portal.Room, Body = Named(nick, edit.Body) },
            Retraction retraction => retraction with { User = portal.Room },
            _ => null,
        };
    }

    private static RichText Named(string nick, RichText said)
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
