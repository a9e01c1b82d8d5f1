using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>A new text for an older message (client-server API, "Event replacements").</summary>
internal sealed record MessageEdit(RemoteMessageId Target, RichText Body)
{
    public static bool IsEdit(ClientEvent what) => what.Content.Child("m.relates_to").Text("rel_type") == "m.replace";

    /// <summary>Null when it says nothing new: "the replacement event must have an m.new_content property".</summary>
    public static MessageEdit? Read(ClientEvent what) =>
        what.Content.Child("m.relates_to").Text("event_id") is { } target && EventIds.IsValid(target)
        && MessageText.BodyOf(what.Type, what.Content.Child("m.new_content")) is { } body
            ? new MessageEdit(new RemoteMessageId(target), body)
            : null;

    /// <summary>
    /// What a message says after the newest edit that is left (client-server API, "Server-side aggregation of m.replace relationships"); null for nothing.
    /// </summary>
    public static RichText? NewestOf(FoundEvent message)
    {
        var newest = ReplacementIn(message.Unsigned);
        return MessageText.BodyOf(message.Type ?? "", newest.ValueKind == JsonValueKind.Object ? newest : message.Content);
    }

    /// <summary>The new content that a server tells with an older event; undefined where there is none.</summary>
    public static JsonElement ReplacementIn(JsonElement unsigned) => unsigned.Child("m.relations").Child("m.replace").Child("content").Child("m.new_content");
}
