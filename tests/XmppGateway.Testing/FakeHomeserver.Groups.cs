using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace XmppGateway.Testing;

/// <content>Rooms of several people: joining by address, who is in them, putting people out, the directory.</content>
public sealed partial class FakeHomeserver
{
    /// <summary>A room that everybody may join and find under <c>#NAME:matrix.test</c>, with those who are in it; the first has made it.</summary>
    public FakeRoom AddPublicRoom(string name, params string[] people)
    {
        var room = AddRoom(people[0]);
        var alias = $"#{name}:{ServerName}";
        Aliases[alias] = room.Id;
        foreach (var person in people.Skip(1))
        {
            AddEvent(room, "m.room.member", person, person, new JsonObject { ["membership"] = "join", ["displayname"] = Users.GetValueOrDefault(person) });
        }

        AddEvent(room, "m.room.canonical_alias", people[0], "", new JsonObject { ["alias"] = alias });
        AddEvent(room, "m.room.join_rules", people[0], "", new JsonObject { ["join_rule"] = "public" });
        return room;
    }

    private static bool IsPublic(FakeRoom room) => JoinRuleOf(room) == "public";

    private static string? JoinRuleOf(FakeRoom room) =>
        room.State.TryGetValue(("m.room.join_rules", ""), out var rules) ? (string?)rules["content"]!["join_rule"] : null;

    /// <summary>Null for what is no such request, or about a room with which nothing of this has to do.</summary>
    private (int Status, JsonNode Answer)? InGroup(HttpContext http, string action, string user, JsonObject body)
    {
        if (action.StartsWith("POST join/", StringComparison.Ordinal))
        {
            return Join(action["POST join/".Length..], user);
        }

        if (action.StartsWith("POST knock/", StringComparison.Ordinal))
        {
            return Knock(action["POST knock/".Length..], user);
        }

        if (action.StartsWith("GET /_matrix/client/v1/room_summary/", StringComparison.Ordinal))
        {
            return Summarise(action["GET /_matrix/client/v1/room_summary/".Length..]);
        }

        if (action == "POST publicRooms")
        {
            return ListPublicRooms(body);
        }

        var parts = action.Split('/');
        if (parts is not [_, var roomId, ..] || !parts[0].EndsWith(" rooms", StringComparison.Ordinal)
            || !Rooms.TryGetValue(roomId, out var room) || room.MembershipOf(user) != "join")
        {
            return null;
        }

        return parts switch
        {
            ["GET rooms", _, "joined_members"] => (200, new JsonObject
            {
                ["joined"] = new JsonObject(room.State.Where(state => state.Key.Type == "m.room.member" && room.MembershipOf(state.Key.Key) == "join")
                    .Select(state => KeyValuePair.Create(
                        state.Key.Key, (JsonNode?)new JsonObject { ["display_name"] = (string?)state.Value["content"]!["displayname"] }))),
            }),
            ["GET rooms", _, "state", var type, .. var key] when http.Request.Query["format"] == "event" =>
                room.State.TryGetValue((type, string.Join('/', key)), out var state) ? (200, state.DeepClone()) : Error(404, "M_NOT_FOUND", "Event not found."),
            ["POST rooms", _, "kick" or "ban" or "unban" or "invite"] => ChangeMember(room, user, parts[^1], body),
            _ => null,
        };
    }

    private (int Status, JsonNode Answer) Join(string address, string user)
    {
        if (!Rooms.TryGetValue(Aliases.GetValueOrDefault(address, address), out var room))
        {
            return Error(404, "M_NOT_FOUND", "Room alias not found.");
        }

        if (room.MembershipOf(user) == "ban")
        {
            return Error(403, "M_FORBIDDEN", "You are banned from this room.");
        }

        if (!IsPublic(room) && room.MembershipOf(user) is not ("invite" or "join"))
        {
            return Error(403, "M_FORBIDDEN", "You are not invited to this room.");
        }

        if (room.MembershipOf(user) != "join")
        {
            AddEvent(room, "m.room.member", user, user, new JsonObject { ["membership"] = "join", ["displayname"] = Users.GetValueOrDefault(user) });
        }

        return (200, new JsonObject { ["room_id"] = room.Id });
    }

    private (int Status, JsonNode Answer) Knock(string address, string user)
    {
        if (!Rooms.TryGetValue(Aliases.GetValueOrDefault(address, address), out var room))
        {
            return Error(404, "M_NOT_FOUND", "Room alias not found.");
        }

        if (JoinRuleOf(room) is not ("knock" or "knock_restricted") || room.MembershipOf(user) is "ban" or "join" or "invite")
        {
            return Error(403, "M_FORBIDDEN", "You don't have permission to knock");
        }

        AddEvent(room, "m.room.member", user, user, new JsonObject { ["membership"] = "knock", ["displayname"] = Users.GetValueOrDefault(user) });
        return (200, new JsonObject { ["room_id"] = room.Id });
    }

    private (int Status, JsonNode Answer) Summarise(string address) =>
        Rooms.TryGetValue(Aliases.GetValueOrDefault(address, address), out var room) && JoinRuleOf(room) is { } rule and not "invite"
            ? (200, new JsonObject { ["room_id"] = room.Id, ["join_rule"] = rule })
            : Error(404, "M_NOT_FOUND", "Room not found or is not accessible.");

    private (int Status, JsonNode Answer) ChangeMember(FakeRoom room, string user, string what, JsonObject body)
    {
        var (membership, whom) = (what switch { "invite" => "invite", "ban" => "ban", _ => "leave" }, (string)body["user_id"]!);
        var now = room.MembershipOf(whom);
        if ((what == "kick" && now is not ("join" or "invite")) || (what == "invite" && now is ("join" or "ban")) || (what == "unban" && now != "ban"))
        {
            return Error(403, "M_FORBIDDEN", $"{whom} cannot be made {membership} now.");
        }

        AddEvent(room, "m.room.member", user, whom, new JsonObject { ["membership"] = membership, ["reason"] = body["reason"]?.DeepClone() });
        return (200, new JsonObject());
    }

    private (int Status, JsonNode Answer) ListPublicRooms(JsonObject body)
    {
        var wanted = (string?)body["filter"]?["generic_search_term"];
        var all = Aliases.Where(alias => Rooms.TryGetValue(alias.Value, out var room) && IsPublic(room) && (wanted is null || alias.Key.Contains(wanted, StringComparison.Ordinal)))
            .OrderBy(alias => alias.Key, StringComparer.Ordinal).ToList();
        var from = int.Parse((string?)body["since"] ?? "0", CultureInfo.InvariantCulture);
        var limit = (int)body["limit"]!;
        var answer = new JsonObject
        {
            ["chunk"] = new JsonArray([.. all.Skip(from).Take(limit).Select(alias => new JsonObject { ["room_id"] = alias.Value, ["canonical_alias"] = alias.Key })]),
            ["total_room_count_estimate"] = all.Count,
        };
        if (from + limit < all.Count)
        {
            answer["next_batch"] = (from + limit).ToString(CultureInfo.InvariantCulture);
        }

        return (200, answer);
    }
}
