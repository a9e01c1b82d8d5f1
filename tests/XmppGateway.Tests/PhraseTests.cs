using System.Reflection;
using System.Text.RegularExpressions;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Smtp;
using XmppGateway.Commands;
using XmppGateway.Composition;
using Xunit;

namespace XmppGateway.Tests;

/// <summary>Texts with something put into them: of the engine and of all adapters, called with marks that must come out again.</summary>
public sealed partial class PhraseTests
{
    private const string Mark = "⟦{0}⟧";

    [Fact]
    public void Phrases_say_the_same_things_in_every_language()
    {
        var phrases = Phrases().ToList();

        Assert.True(phrases.Count > 60, $"Only {phrases.Count} phrases were found.");
        Assert.Contains(phrases, phrase => phrase.Where.StartsWith("SmtpTexts.", StringComparison.Ordinal));
        Assert.Contains(phrases, phrase => phrase.Where.StartsWith("MatrixTexts.", StringComparison.Ordinal));
        Assert.All(phrases, phrase =>
        {
            var (english, german) = (phrase.Text.English, phrase.Text.German);
            Assert.False(string.IsNullOrWhiteSpace(english) || string.IsNullOrWhiteSpace(german), phrase.Where);
            Assert.Equal(MarksIn(english), MarksIn(german));
            Assert.DoesNotMatch(OpenPlaceholder(), english);
            Assert.DoesNotMatch(OpenPlaceholder(), german);
            Assert.True(english != german || !english.Contains(' ', StringComparison.Ordinal) || Bare(english) == english, $"{phrase.Where}: {german}");
        });
    }

    [Fact]
    public void Foreign_words_are_quoted_as_they_are_and_left_out_where_there_are_none()
    {
        var sentence = new LocalText("The server answers", "Der Server antwortet");

        Assert.Equal(new("The server answers: \"550 5.1.1 Kein Fach\"", "Der Server antwortet: „550 5.1.1 Kein Fach“"), sentence.Quoting(" 550 5.1.1 Kein Fach\n"));
        Assert.Equal(new("The server answers.", "Der Server antwortet."), sentence.Quoting(" "));
    }

    /// <summary>What an adapter or the engine gives as a reason is a text of every language, or the words of somebody else, which are no literals.</summary>
    [Fact]
    public void No_result_has_a_reason_in_one_language_only() => Assert.Empty(
        from file in SourceTree.Code(Path.Combine(SourceTree.Root, "src"))
        from Match found in ResultWithLiteral().Matches(File.ReadAllText(file))
        select $"{Path.GetFileName(file)}: {found.Value}");

    /// <summary>An exception's text is for operators.</summary>
    [Fact]
    public void No_result_has_the_text_of_an_exception() => Assert.Empty(
        from file in SourceTree.Code(Path.Combine(SourceTree.Root, "src"))
        from Match found in ResultWithException().Matches(File.ReadAllText(file))
        select $"{Path.GetFileName(file)}: {found.Value}");

    private static IEnumerable<(string Where, LocalText Text)> Phrases() =>
        from assembly in new[] { typeof(ICommand).Assembly }.Concat(AdapterCatalog.AdapterAssemblies().Select(Assembly.Load))
        from type in assembly.GetTypes()
        where type.Name.EndsWith("Texts", StringComparison.Ordinal) || type.Name.EndsWith("Words", StringComparison.Ordinal)
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where method.ReturnType == typeof(LocalText) && !method.IsSpecialName
        from text in Call(method)
        select ($"{type.Name}.{method.Name}", text);

    /// <summary>Every value of an enum, and one of everything else; nothing for what only a whole gateway can be asked.</summary>
    private static IEnumerable<LocalText> Call(MethodInfo method)
    {
        IEnumerable<object?[]> calls = [[]];
        foreach (var parameter in method.GetParameters())
        {
            if (ValuesOf(parameter) is not { } values)
            {
                return [];
            }

            calls = calls.SelectMany(call => values.Select(value => (object?[])[.. call, value])).ToList();
        }

        return calls.Select(call => method.Invoke(null, call)).OfType<LocalText>();
    }

    private static IReadOnlyList<object>? ValuesOf(ParameterInfo parameter)
    {
        var mark = Mark.Replace("{0}", parameter.Name, StringComparison.Ordinal);
        return parameter.ParameterType switch
        {
            var type when type == typeof(string) => [mark],
            var type when type == typeof(int) => [1, 7],
            var type when type == typeof(long) => [7L],
            var type when type == typeof(double) => [7.0],
            var type when type == typeof(bool) => [true, false],
            var type when type == typeof(TimeSpan) => [TimeSpan.FromHours(7)],
            var type when type == typeof(LocalText) => [new LocalText(mark, mark)],
            var type when type == typeof(SmtpReply) => [new SmtpReply(550, [mark])],
            { IsEnum: true } type => [.. Enum.GetValues(type).Cast<object>()],
            _ => null,
        };
    }

    private static IEnumerable<string> MarksIn(string text) => Marks().Matches(text).Select(mark => mark.Value).Order(StringComparer.Ordinal);

    private static string Bare(string text) => text.Replace("⟦", "", StringComparison.Ordinal);

    [GeneratedRegex("⟦[^⟧]*⟧")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\{\w*\}")]
    private static partial Regex OpenPlaceholder();

    [GeneratedRegex(@"(DeliveryResult|RoomEntry|RoomAnswer|MediaResult)\.\w+\(\s*\$?""[^""]*""|new\(\s*\$?""[^""]*"",\s*FailureCondition\.")]
    private static partial Regex ResultWithLiteral();

    [GeneratedRegex(@"(DeliveryResult|RoomEntry|RoomAnswer|MediaResult)\.\w+\([^;{]*\.Message\b")]
    private static partial Regex ResultWithException();
}
