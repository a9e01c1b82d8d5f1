using System.Text.Json;
using System.Text.Json.Serialization;

namespace XmppGateway.Accounts;

/// <summary>How settings are stored: only what differs from the defaults, so that a new default reaches everybody who has not chosen.</summary>
internal static class SettingsJson
{
    /// <summary>The text for the store; the language has a column of its own and is not in it.</summary>
    public static string Write(UserSettings settings)
    {
        var defaults = UserSettings.Default;
        return JsonSerializer.Serialize(
            new StoredSettings(
                Unless(settings.Receipts, defaults.Receipts),
                Unless(settings.ReadMarkers, defaults.ReadMarkers),
                Unless(settings.ChatStates, defaults.ChatStates),
                Unless(settings.SharePresence, defaults.SharePresence),
                Unless(settings.ShareProfile, defaults.ShareProfile),
                settings.Presence == defaults.Presence ? null : (int)settings.Presence,
                settings.MergeWindow == defaults.MergeWindow ? null : (long)settings.MergeWindow.TotalMilliseconds),
            SettingsJsonContext.Default.StoredSettings);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, also in an older or newer version: what cannot be understood is the default.</summary>
    public static UserSettings Read(string json, string? language)
    {
        StoredSettings? stored;
        try
        {
            stored = JsonSerializer.Deserialize(json, SettingsJsonContext.Default.StoredSettings);
        }
        catch (JsonException)
        {
            stored = null;
        }

        var defaults = UserSettings.Default with { Language = language };
        return stored is null ? defaults : defaults with
        {
            Receipts = stored.Receipts ?? defaults.Receipts,
            ReadMarkers = stored.ReadMarkers ?? defaults.ReadMarkers,
            ChatStates = stored.ChatStates ?? defaults.ChatStates,
            SharePresence = stored.SharePresence ?? defaults.SharePresence,
            ShareProfile = stored.ShareProfile ?? defaults.ShareProfile,
            Presence = stored.Presence is { } presence && Enum.IsDefined((PresenceStyle)presence) ? (PresenceStyle)presence : defaults.Presence,
            MergeWindow = stored.MergeWindow is { } window && window >= 0 && window <= UserSettings.LongestMerge.TotalMilliseconds
                ? TimeSpan.FromMilliseconds(window)
                : defaults.MergeWindow,
        };
    }

    private static bool? Unless(bool value, bool usual) => value == usual ? null : value;
}

/// <summary>The stored form. Null stands for the default.</summary>
/// <param name="MergeWindow">In milliseconds.</param>
internal sealed record StoredSettings(
    bool? Receipts, bool? ReadMarkers, bool? ChatStates, bool? SharePresence, bool? ShareProfile, int? Presence, long? MergeWindow);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredSettings))]
internal sealed partial class SettingsJsonContext : JsonSerializerContext;
