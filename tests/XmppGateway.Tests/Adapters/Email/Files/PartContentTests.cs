using System.Text;
using FsCheck.Fluent;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Files;

public sealed class PartContentTests
{
    [Fact]
    public void A_part_read_in_pieces_is_what_it_is_as_a_whole()
    {
        var bodies = Gen.Elements("QUJD", "QQ==", "=", "\r\n", "ZZZZZZZ", "%", "=3D", " ", "x").ListOf().Select(string.Concat);
        var encodings = Gen.Elements("base64", "quoted-printable", "8bit", "x-uuencode");
        Prop.ForAll(bodies.Zip(encodings, (body, encoding) => (body, encoding)).ToArbitrary(), it =>
        {
            var part = MessageView.Read(Encoding.ASCII.GetBytes($"Content-Type: application/x\r\nContent-Transfer-Encoding: {it.encoding}\r\n\r\n{it.body}")).Root;
            using var content = new PartContent(part);
            var read = new List<byte>();
            var buffer = new byte[3];
            for (var count = content.Read(buffer); count > 0; count = content.Read(buffer))
                read.AddRange(buffer[..count]);
            return read.SequenceEqual(part.DecodeBody());
        }).MustHold();
    }

    [Fact]
    public void What_only_claims_to_be_base64_is_as_it_lies_there()
    {
        using var content = new PartContent(MessageView.Read("Content-Transfer-Encoding: base64\r\n\r\nx%"u8.ToArray()).Root);
        using var read = new MemoryStream();
        content.CopyTo(read);

        Assert.Equal("x%"u8.ToArray(), read.ToArray());
    }

    [Fact]
    public void Any_name_of_a_file_is_read_as_it_was_written()
    {
        var names = Gen.Elements("a", "Ä", "😀", " ", "\"", "\'", "%41", ";", "=", "北", "long-long-long").NonEmptyListOf().Select(parts => "n" + string.Concat(parts) + "e");
        Prop.ForAll(names.ToArbitrary(), name =>
        {
            var field = ParameterWriter.Write("filename", name);
            var part = MessageView.Read(Encoding.UTF8.GetBytes($"Content-Disposition: attachment{field}\r\n\r\nx")).Root;
            return part.Disposition!.Parameters["filename"] == name && field.Split("\r\n").All(line => line.Length <= 100);
        }).MustHold();
    }
}
