using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.People;

/// <summary>
/// Tells the engine that somebody has another name or picture: seen in an event of their membership that follows another one with the same
/// membership.
/// </summary>
internal sealed class ProfileNews(IAdapterContext context, GhostIds ids)
{
    public void See(ClientEvent what)
    {
        if (what.Type == "m.room.member" && what.StateKey == what.Sender && !ids.IsOurs(what.Sender) && Mxid.TryParse(what.Sender, out _)
            && what.Content.Text("membership") == "join"
            && what.Previous.Text("membership") == "join"
            && (Differs(what, "displayname") || Differs(what, "avatar_url")))
        {
            context.Signal(new ContactSignal.ProfileChanged(new RemoteContact(new RemoteUserId(what.Sender), what.Sender, what.Content.Text("displayname"))));
        }
    }

    private static bool Differs(ClientEvent what, string name) => (what.Content.Text(name) ?? "") != (what.Previous.Text(name) ?? "");
}
