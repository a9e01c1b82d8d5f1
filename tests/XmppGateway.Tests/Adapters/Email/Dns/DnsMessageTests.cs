using FsCheck.Fluent;
using XmppGateway.Adapters.Email.Dns;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Dns;

public sealed class DnsMessageTests
{
    private static readonly byte[] Question = DnsMessage.Ask(0x1234, "bridge.example.org", DnsType.Mx)!;

    [Fact]
    public void A_question_is_as_the_standard_has_it() => Assert.Equal(
        "1234 0100 0001 0000 0000 0000 0662726964676507 6578616D706C65036F726700 000F 0001".Replace(" ", "", StringComparison.Ordinal),
        Convert.ToHexString(Question));

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("bücher.example")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example")]
    public void What_is_no_name_is_not_asked_for(string name) => Assert.Null(DnsMessage.Ask(1, name, DnsType.A));

    [Fact]
    public void A_name_that_is_too_long_is_not_asked_for()
    {
        Assert.NotNull(DnsMessage.Ask(1, string.Join('.', Enumerable.Repeat(new string('a', 62), 4)), DnsType.A));
        Assert.Null(DnsMessage.Ask(1, string.Join('.', Enumerable.Repeat(new string('a', 63), 4)), DnsType.A));
    }

    [Fact]
    public void Exchangers_are_read_with_the_pointers_in_their_names_and_aliases_are_passed_over()
    {
        byte[] alias = [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 0, 0, 2, 0xC0, 19];
        byte[] exchanger = [0xC0, 12, 0, 15, 0, 1, 0, 0, 0, 0, 0, 9, 0, 10, 4, (byte)'M', (byte)'a', (byte)'i', (byte)'l', 0xC0, 19];

        var reply = DnsMessage.Read(Answer(2, [.. alias, .. exchanger]), Question);

        Assert.Equal(["10 mail.example.org"], reply!.Records);
        Assert.Equal(DnsReply.NoError, reply.Code);
    }

    [Fact]
    public void A_text_of_several_strings_is_one()
    {
        var question = DnsMessage.Ask(1, "x.example", DnsType.Txt)!;
        byte[] data = [3, (byte)'v', (byte)'=', (byte)'s', 0, 3, (byte)'p', (byte)'f', (byte)'1'];

        var reply = DnsMessage.Read(Answer(1, [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 0, 0, (byte)data.Length, .. data], question), question);

        Assert.Equal(["v=spf1"], reply!.Records);
    }

    [Fact]
    public void A_name_that_does_not_exist_and_a_refusal_without_the_question_are_answers()
    {
        Assert.Equal(DnsReply.NoSuchName, DnsMessage.Read(Answer(0, [], code: 3), Question)?.Code);
        var refusal = DnsMessage.Read([0x12, 0x34, 0x80, 5, 0, 0, 0, 0, 0, 0, 0, 0], Question);
        Assert.False(refusal!.IsDefinite);
    }

    [Theory]
    [InlineData("another id")]
    [InlineData("a question")]
    [InlineData("another name")]
    [InlineData("cut off")]
    public void What_is_no_answer_to_the_question_is_none(string what)
    {
        var message = Answer(1, [0xC0, 12, 0, 15, 0, 1, 0, 0, 0, 0, 0, 4, 0, 10, 1, (byte)'m']);
        switch (what)
        {
            case "another id": message[0] ^= 1; break;
            case "a question": message[2] &= 0x7F; break;
            case "another name": message[13] ^= 1; break;
            default: message = message[..20]; break;
        }

        Assert.Null(DnsMessage.Read(message, Question));
    }

    /// <summary>Pointers to themselves, to each other, forwards, and to the end.</summary>
    [Theory]
    [InlineData(new byte[] { 0xC0, 36 })]
    [InlineData(new byte[] { 0xC0, 38, 0xC0, 36 })]
    [InlineData(new byte[] { 1, 97, 0xC0, 36 })]
    [InlineData(new byte[] { 0xFF, 0xFF })]
    [InlineData(new byte[] { 0xC0 })]
    [InlineData(new byte[] { 0x80, 0 })]
    [InlineData(new byte[] { 63, 97 })]
    public void Names_that_go_in_circles_or_out_of_the_message_are_refused(byte[] name)
    {
        Assert.Equal(36, Question.Length);
        Assert.Null(DnsMessage.Read(Answer(1, [.. name, 0, 15, 0, 1, 0, 0, 0, 0, 0, 0]), Question));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(28, 15)]
    [InlineData(15, 2)]
    [InlineData(15, 200)]
    [InlineData(16, 1)]
    public void Data_of_a_wrong_length_is_refused(int type, int length)
    {
        var question = DnsMessage.Ask(1, "x.example", (DnsType)type)!;
        var data = Enumerable.Repeat((byte)9, Math.Min(length, 20)).ToArray();

        Assert.Null(DnsMessage.Read(Answer(1, [0xC0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 0, 0, (byte)length, .. data], question), question));
    }

    [Fact]
    public void An_answer_that_is_cut_off_and_says_so_is_asked_for_again()
    {
        var message = Answer(9, [0xC0, 12]);
        message[2] |= 2;

        Assert.True(DnsMessage.Read(message, Question) is { IsTruncated: true, Records: [] });
    }

    [Fact]
    public void Whatever_comes_is_read_without_harm() => Prop.ForAll<byte[], byte[]>((noise, tail) =>
    {
        var message = Answer(noise.Length % 5, [.. noise, .. tail]);
        var reply = DnsMessage.Read(message, Question);
        return (reply is null || reply.Records.Sum(r => r.Length) < 70_000) && (DnsMessage.Read(noise, Question) is null || noise.Length >= 12);
    }).MustHold(2000);

    /// <summary>Valid answers with some bytes changed: closer to the edges than noise.</summary>
    [Fact]
    public void Changed_answers_are_read_without_harm() => Prop.ForAll<(byte At, byte Value)[]>(changes =>
    {
        var message = Answer(2, [0xC0, 12, 0, 15, 0, 1, 0, 0, 0, 0, 0, 9, 0, 10, 4, 77, 97, 105, 108, 0xC0, 19, 0xC0, 12, 0, 15, 0, 1, 0, 0, 0, 0, 0, 4, 0, 5, 0xC0, 48]);
        foreach (var (at, value) in changes)
            message[at % message.Length] = value;

        return DnsMessage.Read(message, Question) is null or { Records.Count: <= 2 };
    }).MustHold(2000);

    [Fact]
    public void Thousands_of_records_are_read()
    {
        var answers = new List<byte>();
        for (var i = 0; i < 4000; i++)
            answers.AddRange([0xC0, 12, 0, 15, 0, 1, 0, 0, 0, 0, 0, 4, 0, 1, 0xC0, 12]);

        Assert.Equal(4000, DnsMessage.Read(Answer(4000, [.. answers]), Question)!.Records.Count);
    }

    [Fact]
    public void The_servers_of_the_system_are_read_from_its_file() => Assert.Equal(
        ["10.0.0.1:53", "[::1]:53", "10.0.0.2:53"],
        DnsResolver.ReadServers(["# nameserver 1.1.1.1", "search x", "nameserver 10.0.0.1", "nameserver\t::1 # x", "nameserver nobody", "nameserver 10.0.0.2", "nameserver 10.0.0.3"])
            .Select(server => server.ToString()));

    private static byte[] Answer(int count, byte[] records, byte[]? question = null, byte code = 0)
    {
        byte[] message = [.. question ?? Question, .. records];
        message[2] |= 0x80;
        message[3] = code;
        message[6] = (byte)(count >> 8);
        message[7] = (byte)count;
        return message;
    }
}
