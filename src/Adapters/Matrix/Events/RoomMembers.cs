using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>Who is in a room or invited, with the names they claim.</summary>
internal static class RoomMembers
{
    public static Dictionary<string, string?> Read(MemberList list)
    {
        var members = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var element in list.Chunk ?? [])
        {
            if (element.Text("state_key") is { } member && element.Child("content").Text("membership") is "join" or "invite")
            {
                members[element.Text("state_key")!] = element.Child("content").Text("displayname");
            }
        }

        return members;
    }
}
