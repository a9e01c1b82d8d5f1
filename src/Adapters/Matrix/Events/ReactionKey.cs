using System.Text.Json;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>The `key` of a reaction: an emoji mostly, but any text may stand there, or the address of a picture.</summary>
internal static class ReactionKey
{
    private const int Longest = 64;

    /// <summary>A reaction that is no emoji, for people.</summary>
    public static string InWords(string key, JsonElement content)
    {
        // MSC4027: bridges and some clients name the picture.
        var name = key.StartsWith("mxc://", StringComparison.Ordinal)
            ? content.Text("shortcode") ?? content.Text("com.beeper.reaction.shortcode") ?? "image"
            : key;
        return $"[reaction: {Shorten(string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))}]";
    }

    /// <summary>What is worth remembering of it.</summary>
    public static string Shorten(string key) => key.Length <= Longest ? key : key[..Longest];
}
