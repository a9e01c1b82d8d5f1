using System.Text.Json.Nodes;
using XmppGateway.Adapters.Email;
using XmppGateway.Tests.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Conformance;

/// <summary>The bounces of the sisimai corpus, read as `explain-mail` reads them.</summary>
public sealed class BounceScores
{
    private const string CorpusName = "bounces-sisimai";

    [Fact]
    public void Bounces_are_understood()
    {
        var folder = Corpus.Folder(CorpusName);
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!.AsObject();
        Score kinds = new("kind"), classes = new("class"), recipients = new("recipients"), statuses = new("status"), hard = new("hard");
        foreach (var file in Corpus.Mails(Path.Combine(folder, "eml")))
        {
            var name = Path.GetFileName(file);
            var wanted = expected[name]!.AsArray();
            var actual = MailExplanation.Of(File.ReadAllBytes(file));
            kinds.Count(name, KindsOf(wanted).Contains(actual.Kind), $"{actual.Kind}, not {string.Join("/", KindsOf(wanted))}");
            recipients.Count(name, wanted.Count == 0 || actual.Recipients.Count == wanted.Count || IsAutoReply(wanted), Show(wanted, actual));
            for (var i = 0; i < wanted.Count; i++)
            {
                var report = i < actual.Recipients.Count ? actual.Recipients[i] : null;
                if (wanted[i]!["status"]?.ToString() is not { } status)
                {
                    continue;
                }

                classes.Count(name, report?.Class == status[..1], Show(wanted, actual));
                hard.Count(name, report?.Hard == wanted[i]!["hard"]!.GetValue<bool>(), Show(wanted, actual));

                // x.y.9nn is the corpus' own mark of "no code was given".
                if (status.Split('.')[2] is not ['9', _, _])
                {
                    statuses.Count(name, report?.Status == status, Show(wanted, actual));
                }
            }
        }

        Score.Report("bounces", kinds.AtLeast(97), classes.AtLeast(97), recipients.AtLeast(95), statuses.AtLeast(95), hard.AtLeast(80));
    }

    [Fact]
    public void What_is_no_bounce_stays_a_message()
    {
        var mails = Corpus.Mails(Path.Combine(Corpus.Folder(CorpusName), "not-a-bounce"));
        Assert.NotEmpty(mails);
        Assert.All(mails, file => Assert.Equal("message", MailExplanation.Of(File.ReadAllBytes(file)).Kind));
    }

    private static string[] KindsOf(JsonArray wanted) => wanted.Select(one => one!["reason"]!.ToString()).FirstOrDefault() switch
    {
        "feedback" => ["report"],
        "vacation" => ["auto-reply"],
        "delivered" => ["report"],
        // A delay is told apart by its action, which the corpus has not got.
        _ => ["bounce", "delay"],
    };

    private static bool IsAutoReply(JsonArray wanted) => wanted.All(one => one!["reason"]!.ToString() == "vacation");

    private static string Show(JsonArray wanted, MailExplanation actual) =>
        $"wanted [{string.Join(", ", wanted.Select(one => $"{one!["status"]} {one["reason"]} {one["hard"]}"))}]"
        + $" got {actual.Kind} [{string.Join(", ", actual.Recipients.Select(one => $"{one.Address} {one.Action} {one.Status} {one.Hard} \"{one.Diagnostic}\""))}]";
}
