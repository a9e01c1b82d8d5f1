using System.Text;
using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Adapters.Email.Lmtp;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lmtp;

public sealed class DataDecoderTests
{
    private static readonly Gen<string> Hostile = Gen.Elements("\r\n", ".", "\r", "\n", "x", "\r\n.\r\n", "..", "abc").ListOf().Select(string.Concat);

    [Theory]
    [InlineData(".\r\n", "", "")]
    [InlineData("a\r\n.\r\n", "a\r\n", "")]
    [InlineData("a\r\n..\r\n.\r\n", "a\r\n.\r\n", "")]
    [InlineData("a\r\n.b\r\n.\r\n", "a\r\nb\r\n", "")]
    [InlineData("a\nb\r\n.\r\n", "a\r\nb\r\n", "")]
    [InlineData("a\rb\r\n.\r\n", "a b\r\n", "")]
    [InlineData("a\r\r\nb\r\n.\r\n", "a\r\nb\r\n", "")]
    [InlineData("a\r\n.\r\nQUIT\r\n", "a\r\n", "QUIT\r\n")]
    [InlineData("a\n.\r\n.\r\n", "a\r\n.\r\n", "")]
    public void Decodes_the_same_however_it_is_cut(string wire, string text, string rest)
    {
        for (var piece = 1; piece <= wire.Length; piece++)
        {
            var (decoded, consumed) = Decode(wire, piece);
            Assert.Equal(text, decoded);
            Assert.Equal(rest, wire[consumed..]);
        }
    }

    [Fact]
    public void Gives_back_what_a_correct_sender_stuffed()
    {
        Prop.ForAll(Hostile.ToArbitrary(), text =>
        {
            var clean = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
            clean += clean.EndsWith('\n') || clean.Length == 0 ? "" : "\r\n";
            var wire = ("\r\n" + clean).Replace("\r\n.", "\r\n..", StringComparison.Ordinal)[2..] + ".\r\n";
            return Decode(wire, 3) == (clean, wire.Length);
        }).MustHold();
    }

    [Fact]
    public void Ends_only_at_the_first_true_end_and_never_stores_a_bare_line_end()
    {
        Prop.ForAll(Hostile.ToArbitrary(), text =>
        {
            var wire = "x" + text + "\r\n.\r\n";
            var (decoded, consumed) = Decode(wire, 2);
            return consumed == wire.IndexOf("\r\n.\r\n", StringComparison.Ordinal) + 5
                && decoded.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().IndexOfAny('\r', '\n') < 0;
        }).MustHold();
    }

    private static (string Text, int Consumed) Decode(string wire, int piece)
    {
        using var output = new MessageBuffer(100_000, new BufferBudget(1_000_000));
        var decoder = new DataDecoder(output, 1000);
        var bytes = Encoding.Latin1.GetBytes(wire);
        for (var at = 0; at < bytes.Length; at += piece)
        {
            if (decoder.Feed(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)), out var consumed))
                return (Encoding.Latin1.GetString(output.Written.Span), at + consumed);
        }

        throw new InvalidOperationException("No end: " + wire);
    }
}
