using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>Public mail corpora, beside the checkout and not part of it.</summary>
internal static class Corpus
{
    private const int LargestSeed = 16 * 1024;

    /// <summary>The folder of all of them; it need not exist.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("MAIL_CORPORA") ?? Path.Combine(SourceTree.Root, "..", "shared", "corpora");

    /// <summary>The folder, or the end of the test when it is not there.</summary>
    public static string Folder(string name)
    {
        var corpus = Path.Combine(Root, name);
        Assert.SkipUnless(Directory.Exists(corpus), $"The corpus {name} is not there (MAIL_CORPORA, or ../shared/corpora beside the checkout).");
        return corpus;
    }

    /// <summary>What fuzzing may begin with: every mail of a usual size; none where there are no corpora.</summary>
    public static IEnumerable<byte[]> Seeds() =>
        Directory.Exists(Root) ? Mails(Root).Select(File.ReadAllBytes).Where(mail => mail.Length is > 0 and <= LargestSeed) : [];

    public static IReadOnlyList<string> Mails(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.eml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
