using System.Buffers;
using System.Text;
using FsCheck.Fluent;
using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Adapters.Email.Smtp;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Smtp;

public sealed class DotStuffingTests
{
    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData(".\r\n", "..\r\n.\r\n")]
    [InlineData("a\r\n.b\r\n", "a\r\n..b\r\n.\r\n")]
    [InlineData("a\n.\nb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r.\rb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n.\r\n")]
    public void Makes_a_message_ready_for_DATA(string message, string wire) => Assert.Equal(wire, Stuff(message));

    [Fact]
    public void What_our_client_sends_our_server_reads()
    {
        var texts = Gen.Elements("\r\n", ".", "x", "\r\n.", "..", "\r\n\r\n").ListOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, text =>
        {
            using var output = new MessageBuffer(1_000_000, new BufferBudget(2_000_000));
            var wire = Encoding.ASCII.GetBytes(Stuff(text));
            var done = new DataDecoder(output, 1000).Feed(wire, out var consumed);
            var expected = text.Length == 0 || text.EndsWith("\r\n", StringComparison.Ordinal) ? text : text + "\r\n";
            return done && consumed == wire.Length && Encoding.ASCII.GetString(output.Written.Span) == expected;
        }).MustHold();
    }

    [Fact]
    public void Where_a_message_is_cut_does_not_matter()
    {
        var pieces = Gen.Elements("\r", "\n", "\r\n", ".", "x", "\r\n.", "..").ListOf().ToArbitrary();
        Prop.ForAll(pieces, all =>
        {
            var output = new ArrayBufferWriter<byte>();
            var stuffing = new DotStuffing();
            foreach (var piece in all)
                stuffing.Add(Encoding.ASCII.GetBytes(piece), output);
            stuffing.End(output);
            return Encoding.ASCII.GetString(output.WrittenSpan) == Stuff(string.Concat(all));
        }).MustHold();
    }

    private static string Stuff(string message)
    {
        var output = new ArrayBufferWriter<byte>();
        DotStuffing.Write(Encoding.ASCII.GetBytes(message), output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
