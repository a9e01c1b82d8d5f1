using System.Text;
using System.Xml;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Translation;

public sealed class TextTests
{
    /// <summary>What is cut can only be read behind the link.</summary>
    [Fact]
    public void Of_what_is_said_about_a_message_the_link_is_cut_last()
    {
        const string Link = "https://bridge.example.org/media/x";

        var said = MessageTexts.Remarks([LocalText.Same(new string('x', 20_000))], Link, "de");

        Assert.Equal(MessageStanzas.MaximumRemarks, said!.Length);
        Assert.EndsWith("x…\nGanze Nachricht: " + Link, said, StringComparison.Ordinal);
        Assert.Equal("a\nFull message: " + Link, MessageTexts.Remarks([LocalText.Same("a")], Link, null));
        Assert.Equal("Full message: " + Link, MessageTexts.Remarks([], Link, null));
        Assert.Null(MessageTexts.Remarks([], null, null));
    }

    [Theory]
    [InlineData("a\r\nb\rc\nd", "a\nb\nc\nd")]
    [InlineData("a\0b\u0008\uFFFE", "ab")]
    [InlineData("😀\t", "😀\t")]
    public void Cleans(string text, string clean) => Assert.Equal(clean, BodyText.Clean(text));

    [Theory]
    [InlineData("a\tb \n c", "a b c")]
    [InlineData("a\u0085b\u2028c\u2029d", "a b c d")]
    [InlineData("\u202Enimda\u202C \u2066x\u2069", "nimda x")]
    [InlineData(" \u202E\n", "")]
    [InlineData("\u05D0\u200F!", "\u05D0\u200F!")]
    public void A_line_has_no_ends_and_does_not_turn_what_follows(string text, string line) => Assert.Equal(line, BodyText.CleanLine(text));

    [Fact]
    public void Half_a_pair_becomes_a_replacement_character()
    {
        Assert.Equal("\uFFFD", BodyText.Clean("\uD83D"));
        Assert.Equal("x\uFFFDy", BodyText.Clean("x\uDE00y"));
    }

    [Fact]
    public void Clean_text_is_left_alone()
    {
        var text = "Nothing 😀 to do\nhere";
        Assert.Same(text, BodyText.Clean(text));
    }

    [Fact]
    public void What_is_clean_is_always_XML() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        var clean = BodyText.Clean(text ?? "");
        XmlConvert.VerifyXmlChars(clean);
        return !clean.Contains('\r', StringComparison.Ordinal) && BodyText.Clean(clean) == clean;
    }).MustHold();

    [Fact]
    public void Truncating_tears_no_pair() => Assert.Equal("ab…", BodyText.Truncate("ab😀cd", 4));

    [Theory]
    [InlineData(200)]
    [InlineData(1000)]
    public void Parts_fit_and_hold_everything(int limit) => Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), lines =>
    {
        var text = BodyText.Clean(string.Join('\n', (lines ?? []).Select(l => (l ?? "") + "&😀" + l)));
        var parts = TextParts.Split(text, limit);
        Assert.All(parts, p => Assert.True(Encoding.UTF8.GetByteCount(System.Security.SecurityElement.Escape(p) ?? "") <= limit));
        if (parts.Count > 1)
        {
            Assert.Equal(
                text.Replace("\n", "", StringComparison.Ordinal),
                string.Concat(parts.Select((p, i) => p[$"[{i + 1}/{parts.Count}]\n".Length..].Replace("\n", "", StringComparison.Ordinal))));
            Assert.All(parts, p => Assert.StartsWith("[", p, StringComparison.Ordinal));
        }

        return parts.Count > 1 || parts[0] == text;
    }).MustHold();

    [Fact]
    public void Parts_end_at_line_ends_where_they_can()
    {
        var line = new string('x', 60);
        var parts = TextParts.Split(string.Join('\n', Enumerable.Repeat(line, 5)), 200);

        Assert.Equal(3, parts.Count);
        Assert.Equal($"[1/3]\n{line}\n{line}", parts[0]);
        Assert.Equal($"[3/3]\n{line}", parts[2]);
    }

    [Theory]
    [InlineData("abc.2", "abc")]
    [InlineData("abc-2.3", "abc-2")]
    [InlineData("abc.f1", "abc")]
    [InlineData("abc.1", null)]
    [InlineData("abc-2", null)]
    [InlineData("abc", null)]
    [InlineData(".2", null)]
    [InlineData("abc.x", null)]
    [InlineData("abc.f", null)]
    [InlineData("abc.99999999999", null)]
    public void A_part_knows_its_whole(string id, string? whole) => Assert.Equal(whole, PartIds.WholeOf(id));

    [Theory]
    [InlineData(1, 0, "s")]
    [InlineData(2, 2, "s s.2 s.f1 s.f2")]
    [InlineData(0, 2, "s s.f2")]
    public void The_stanzas_of_a_message_have_ids_of_their_own(int textParts, int files, string ids)
    {
        var all = PartIds.All("s", textParts, files).ToList();

        Assert.Equal(ids.Split(' '), all);
        Assert.All(all.Skip(1), id => Assert.Equal("s", PartIds.WholeOf(id)));
    }

    [Fact]
    public void Every_failure_has_a_condition_and_comes_back_as_itself() => Assert.All(
        Enum.GetValues<FailureCondition>(),
        c => Assert.Equal(
            c,
            FailureConditions.FromStanzaError(FailureConditions.ToStanzaError(c, LocalText.Same("because")))));

    [Theory]
    [InlineData(FailureCondition.InvalidAddress, "jid-malformed", StanzaErrorType.Modify)]
    [InlineData(FailureCondition.NoSuchRecipient, "item-not-found", StanzaErrorType.Cancel)]
    [InlineData(FailureCondition.RecipientUnavailable, "recipient-unavailable", StanzaErrorType.Wait)]
    [InlineData(FailureCondition.NotAllowed, "forbidden", StanzaErrorType.Auth)]
    [InlineData(FailureCondition.PolicyViolation, "policy-violation", StanzaErrorType.Modify)]
    [InlineData(FailureCondition.RemoteServerTimeout, "remote-server-timeout", StanzaErrorType.Wait)]
    public void The_wire_form_is_that_of_the_RFC(FailureCondition failure, string condition, StanzaErrorType type) =>
        Assert.Equal(new StanzaError(condition, type, "550 no"), FailureConditions.ToStanzaError(failure, LocalText.Same("550 no\0 ")).In("de"));

    [Theory]
    [InlineData("gone", FailureCondition.NoSuchRecipient)]
    [InlineData("not-allowed", FailureCondition.NotAllowed)]
    [InlineData("not-acceptable", FailureCondition.PolicyViolation)]
    [InlineData("undefined-condition", FailureCondition.ServiceUnavailable)]
    [InlineData("something-new", FailureCondition.ServiceUnavailable)]
    public void Other_conditions_are_understood(string condition, FailureCondition failure) =>
        Assert.Equal(failure, FailureConditions.FromStanzaError(new StanzaError(condition, StanzaErrorType.Cancel)));
}
