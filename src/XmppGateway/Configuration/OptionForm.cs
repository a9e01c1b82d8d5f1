using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace XmppGateway.Configuration;

/// <summary>What a value may be, in words of JSON Schema, with its limits in words for people.</summary>
internal sealed class OptionForm
{
    private readonly (string Word, JsonNode Value)[] _words;

    private OptionForm(params (string Word, JsonNode Value)[] words) => _words = words;

    /// <summary>Any text.</summary>
    public static OptionForm Text { get; } = new(("type", "string"));

    /// <summary>True or false.</summary>
    public static OptionForm Flag { get; } = new(("type", "boolean"));

    /// <summary>How much is logged.</summary>
    public static OptionForm Level { get; } = Words(Enum.GetNames<LogLevel>());

    /// <summary>A server with its port.</summary>
    public static OptionForm Server { get; } = new(("type", "string"), ("pattern", @"^(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):[0-9]{1,5}$"));

    /// <summary>Where the gateway listens.</summary>
    public static OptionForm Listener { get; } = new(("type", "string"), ("pattern", "^http://"));

    /// <summary>A place on the web.</summary>
    public static OptionForm Url { get; } = new(("type", "string"), ("pattern", "^https?://"));

    /// <summary>One of a few words, in the order in which the reader names them.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>The limits of a number.</summary>
    public (int Least, int Most)? Limits { get; private init; }

    /// <summary>The limits in a few words; empty where there are none.</summary>
    public string InWords => Limits is { } limits ? string.Create(CultureInfo.InvariantCulture, $"{limits.Least} to {limits.Most}") : "";

    /// <summary>A text that must not be guessed.</summary>
    public static OptionForm Secret(int shortest) => new(("type", "string"), ("minLength", shortest));

    public static OptionForm Words(params string[] words) => new(("enum", new JsonArray([.. words.Select(word => JsonValue.Create(word))]))) { Choices = words };

    public static OptionForm Number(int least, int most) => new(("type", "integer"), ("minimum", least), ("maximum", most)) { Limits = (least, most) };

    /// <summary>A schema of its own, to which more can be added.</summary>
    public JsonObject ToSchema() => [.. _words.Select(word => KeyValuePair.Create<string, JsonNode?>(word.Word, word.Value.DeepClone()))];
}
