using System.Reflection;
using System.Text.RegularExpressions;
using XmppGateway.Abstractions;
using XmppGateway.Commands;
using XmppGateway.Composition;
using XmppGateway.Tests.Handlers;
using Xunit;

namespace XmppGateway.Tests;

/// <summary>Everything that people read is there in every language.</summary>
public sealed partial class TextTests
{
    [Fact]
    public void Texts_are_complete_and_clean()
    {
        var texts = StaticTexts().Concat(CommandTexts()).ToList();

        Assert.True(texts.Count > 60);
        Assert.All(texts, text => Assert.All(LocalText.Languages, language =>
        {
            Assert.False(string.IsNullOrWhiteSpace(text.Text.In(language)), text.Where);
            Assert.Equal(text.Text.In(language).Trim(), text.Text.In(language));
        }));
        Assert.All(texts.Where(t => t.Text.English.Contains(' ', StringComparison.Ordinal)), text => Assert.NotEqual(text.Text.English, text.Text.German));
    }

    /// <summary>
    /// A stanza error gets its text as <see cref="LocalText"/>. Texts that come from elsewhere are no literals and pass.
    /// </summary>
    [Theory]
    [InlineData("Handlers")]
    [InlineData("Commands")]
    [InlineData("Accounts")]
    [InlineData("Presence")]
    [InlineData("Privileges")]
    [InlineData("Protection")]
    [InlineData("Roster")]
    [InlineData("Translation")]
    public void No_error_has_a_text_in_one_language_only(string folder) => Assert.Empty(
        from file in SourceTree.Code(Path.Combine(SourceTree.Root, "src", "XmppGateway", folder))
        let text = File.ReadAllText(file)
        where ErrorWithLiteral().IsMatch(text) || SentenceOutsideOfAText(text)
        select Path.GetFileName(file));

    private static IEnumerable<(string Where, LocalText Text)> StaticTexts() =>
        from assembly in new[] { typeof(ICommand).Assembly }.Concat(AdapterCatalog.AdapterAssemblies().Select(Assembly.Load))
        from type in assembly.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        from text in TextsOf(field.GetValue(null), 0)
        select ($"{type.Name}.{field.Name}", text);

    private static IEnumerable<(string Where, LocalText Text)> CommandTexts()
    {
        using var gateway = new GatewayUnderTest();
        return [.. GatewayCommands.InOrder(gateway.Commands).SelectMany(command => TextsOf(command, 0).Select(text => (command.Node, text)))];
    }

    /// <summary>The texts in a value and in its properties, a few steps deep.</summary>
    private static IEnumerable<LocalText> TextsOf(object? value, int depth) => value switch
    {
        LocalText text => [text],
        null or string => [],
        System.Collections.IEnumerable many => many.Cast<object?>().SelectMany(one => TextsOf(one, depth)),
        _ when depth < 3 && value.GetType().Namespace?.StartsWith("XmppGateway", StringComparison.Ordinal) == true =>
            value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(p => p.GetIndexParameters().Length == 0 && (p.PropertyType == typeof(LocalText) || p.PropertyType == typeof(NetworkDescription)))
                .SelectMany(p => TextsOf(p.GetValue(value), depth + 1)),
        _ => [],
    };

    /// <summary>A literal that reads like a sentence and is given to no text, log line or exception.</summary>
    private static bool SentenceOutsideOfAText(string source)
    {
        for (var given = Given().Match(source); given.Success; given = Given().Match(source))
        {
            source = source.Remove(given.Index, EndOfArguments(source, given.Index + given.Length) - given.Index);
        }

        return Sentence().IsMatch(source);
    }

    private static int EndOfArguments(string source, int from)
    {
        var depth = 1;
        var inText = false;
        for (var i = from; i < source.Length; i++)
        {
            switch (source[i])
            {
                case '\\' when inText:
                    i++;
                    break;
                case '"':
                    inText = !inText;
                    break;
                case '(' when !inText:
                    depth++;
                    break;
                case ')' when !inText && --depth == 0:
                    return i + 1;
            }
        }

        return source.Length;
    }

    [GeneratedRegex(@"(StanzaError\.Of|new StanzaError)\([^;""]*,\s*\$?""")]
    private static partial Regex ErrorWithLiteral();

    [GeneratedRegex(@"(\bnew|new LocalText|LocalText\.Same|\w+Exception|LoggerMessage)\(")]
    private static partial Regex Given();

    [GeneratedRegex(@"""[A-Z][a-z]+ [a-z]+ [^""]*""")]
    private static partial Regex Sentence();
}
