using System.Text.Json;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>Reads members of JSON that strangers wrote: whatever is not as expected is absent, never an exception.</summary>
internal static class ForeignJson
{
    /// <summary>The member of an object; an undefined element when there is none.</summary>
    public static JsonElement Child(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        try
        {
            return element.TryGetProperty(name, out var child) ? child : default;
        }
        catch (InvalidOperationException)
        {
            // The look-up unescapes the other names on its way, and one of them is half a surrogate pair. As in the look-up, the last one counts.
            return element.Members().LastOrDefault(member => member.Name == name).Value;
        }
    }

    /// <summary>The members of an object whose names are texts.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Members(this JsonElement element)
    {
        foreach (var member in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
        {
            if (NameOf(member) is { } name)
            {
                yield return (name, member.Value);
            }
        }
    }

    /// <summary>A text member, or null.</summary>
    public static string? Text(this JsonElement element, string name) => Text(element.Child(name));

    /// <summary>The texts in an array member; what is no text is left out.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(Text).OfType<string>()] : [];

    public static bool IsTrue(this JsonElement element, string name) => element.Child(name).ValueKind == JsonValueKind.True;

    /// <summary>A whole number, or null.</summary>
    public static long? Number(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Number } child && child.TryGetInt64(out var number) ? number : null;

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escape of half a surrogate pair: no text.
            return null;
        }
    }
}
