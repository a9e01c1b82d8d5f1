using System.Text.Json.Nodes;
using XmppGateway.Testing.Oracles;
using XmppGateway.Tests.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Conformance;

/// <summary>The mail-parser corpus. Each deviation has its reason in <see cref="HeaderVectorTests"/> and <see cref="MailParserCorpusTests"/>.</summary>
public sealed class MimeScores
{
    private const string CorpusName = "mime-mail-parser";

    private static readonly string[] Kinds = ["address", "content_type", "date", "id", "list", "received", "unstructured"];

    [Fact]
    public void Header_fields_are_read_as_expected()
    {
        var folder = Path.Combine(Corpus.Folder(CorpusName), "headers");
        var all = new Score("vectors");
        foreach (var kind in Kinds)
        {
            var vectors = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, kind + ".json")))!.AsArray();
            for (var i = 0; i < vectors.Count; i++)
            {
                var (header, expected, actual) = HeaderVectorTests.Compare(kind, vectors[i]!);
                all.Count($"{kind} {i}", expected == actual, header.Trim());
            }
        }

        Score.Report("MIME header fields", all.AtLeast(92));
    }

    [Fact]
    public void Mails_are_read_as_expected()
    {
        var folder = Corpus.Folder(CorpusName);
        Score rfc = new("rfc"), thirdParty = new("third party");
        foreach (var (score, name) in new[] { (rfc, "rfc"), (thirdParty, "thirdparty") })
        {
            foreach (var file in Corpus.Mails(Path.Combine(folder, name)))
            {
                var (expected, actual) = MailParserCorpusTests.Compare(file);
                score.Count(Path.GetFileName(file), expected == actual, $"\n--- expected\n{expected}\n--- actual\n{actual}");
            }
        }

        Score.Report("MIME mails", rfc.AtLeast(100), thirdParty.AtLeast(100));
    }

    [Fact]
    public void Malformed_mails_are_read_no_worse_than_by_gmime()
    {
        var folder = Corpus.Folder(CorpusName);
        Assert.SkipUnless(GMime.IsInstalled, "GMIME IS NOT INSTALLED (libgmime-3.0-0): malformed mails were not compared");
        Score ours = new("ours"), theirs = new("GMime"), alike = new("alike");
        foreach (var file in Corpus.Mails(Path.Combine(folder, "malformed")))
        {
            var (expected, actual) = MailParserCorpusTests.CompareTrees(file);
            var gmime = ReadByGMime(File.ReadAllBytes(file));
            ours.Count(Path.GetFileName(file), expected == actual, $"\n--- expected\n{expected}\n--- actual\n{actual}");
            theirs.Count(Path.GetFileName(file), expected == gmime, "");
            alike.Count(Path.GetFileName(file), gmime == actual, $"\n--- GMime\n{gmime}\n--- actual\n{actual}");
        }

        Score.Report("malformed mails", ours.AtLeast(theirs.Percent), theirs, alike);
    }

    [Fact]
    public void Well_formed_mails_are_read_as_by_gmime()
    {
        var folder = Corpus.Folder(CorpusName);
        Assert.SkipUnless(GMime.IsInstalled, "GMIME IS NOT INSTALLED (libgmime-3.0-0): no mail was compared with it");
        var alike = new Score("alike");
        foreach (var file in Corpus.Mails(Path.Combine(folder, "rfc")).Concat(Corpus.Mails(Path.Combine(folder, "thirdparty"))))
        {
            var actual = MailParserCorpusTests.CompareTrees(file).Actual;
            var gmime = ReadByGMime(File.ReadAllBytes(file));
            alike.Count(Path.GetFileName(file), gmime == actual, $"\n--- GMime\n{gmime}\n--- actual\n{actual}");
        }

        Score.Report("well-formed mails and GMime", alike.AtLeast(60));
    }

    private static string ReadByGMime(byte[] raw)
    {
        var lines = new List<string>();
        GMime.Read(raw, (what, content) => lines.Add(content is null ? what : MailParserCorpusTests.Leaf(content)));
        return string.Join("\n", lines);
    }
}
