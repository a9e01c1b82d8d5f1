using System.Text.Json;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>Reads members of JSON that strangers wrote: whatever is not as expected is absent, never an exception.</summary>
internal static class ForeignJson
{
    /// <summary>The member of an object; an undefined element when there is none.</summary>
    public static JsonElement Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) ? child : default;

    /// <summary>A text member, or null.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        var child = element.Child(name);
        if (child.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return child.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escape of half a surrogate pair: no text.
            return null;
        }
    }

    public static bool IsTrue(this JsonElement element, string name) => element.Child(name).ValueKind == JsonValueKind.True;

    /// <summary>A whole number, or null.</summary>
    public static long? Number(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Number } child && child.TryGetInt64(out var number) ? number : null;
}
