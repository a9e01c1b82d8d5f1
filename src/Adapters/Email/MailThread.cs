using System.Text;

namespace XmppGateway.Adapters.Email;

/// <summary>One thread of mails.</summary>
/// <param name="Subject">Without "Re:".</param>
/// <param name="Ids">Oldest first; the first is the root and stays.</param>
/// <param name="Latest">When its latest mail came or went, in seconds since 1970; 0 when that was not noted.</param>
internal sealed record MailThread(string Subject, IReadOnlyList<string> Ids, long Latest = 0)
{
    private const int MaxIds = 20;
    private const int MaxIdBytes = 250;
    private const int MaxSubjectLength = 200;

    /// <summary>Whether an id is of a size to be kept, also as JSON. Real ones are; RFC 5322 §2.1.1 allows almost a kilobyte.</summary>
    public static bool IsNotable(string id) =>
        Encoding.UTF8.GetByteCount(id) <= MaxIdBytes && !id.Any(c => c is '"' or '\\' || char.IsControl(c));

    public static MailThread Begin(string subject, string root) => new(Shorten(subject), [root]);

    /// <summary>Whether a subject without marks of answers is that of this thread.</summary>
    public bool Has(string subject) => Subject.Equals(Shorten(subject), StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 5322 §3.6.4 lets References be shortened; the first and the latest ids matter to those who read them.</summary>
    public MailThread With(IReadOnlyList<string> ids, DateTimeOffset at)
    {
        List<string> all = [.. Ids.Where(id => !ids.Contains(id) || id == Ids[0]), .. ids.Where(id => id != Ids[0])];
        return this with { Ids = all.Count <= MaxIds ? all : [all[0], .. all.TakeLast(MaxIds - 1)], Latest = Math.Max(Latest, at.ToUnixTimeSeconds()) };
    }

    /// <summary>Half a surrogate pair would come back from the notes as something else, and no answer would have that subject.</summary>
    private static string Shorten(string subject) =>
        subject.Length <= MaxSubjectLength ? subject : subject[..(char.IsHighSurrogate(subject[MaxSubjectLength - 1]) ? MaxSubjectLength - 1 : MaxSubjectLength)];
}
