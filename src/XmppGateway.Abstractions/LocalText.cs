namespace XmppGateway.Abstractions;

/// <summary>
/// A text for people in every language that the gateway speaks. Both are needed to make one, so that the compiler finds what is not translated.
/// </summary>
/// <param name="English">Also for everybody whose language is not here.</param>
/// <param name="German">In the polite form.</param>
public sealed record LocalText(string English, string German)
{
    /// <summary>The tags of the languages, first the one for everybody else.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de"];

    /// <summary>The same in every language: a name, an address, a number.</summary>
    public static LocalText Same(string text) => new(text, text);

    /// <summary>The text for a language tag (RFC 5646: <c>de</c>, <c>de-AT</c>); English for null and for one that is not here.</summary>
    public string In(string? language) => LanguageOf(language) == "de" ? German : English;

    /// <summary>
    /// This sentence, without its full stop, and after it what a foreign server said: in its own words, whatever their language, and in
    /// quotation marks. Nothing is added for no words.
    /// </summary>
    public LocalText Quoting(string words) =>
        words.Trim() is { Length: > 0 } said ? new($"{English}: \"{said}\"", $"{German}: „{said}“") : new($"{English}.", $"{German}.");

    /// <summary>The language of <see cref="Languages"/> that serves a tag best.</summary>
    public static string LanguageOf(string? tag) =>
        tag is not null && tag.StartsWith("de", StringComparison.OrdinalIgnoreCase) && (tag.Length == 2 || tag[2] == '-') ? "de" : "en";

    /// <inheritdoc/>
    public override string ToString() => English;
}
