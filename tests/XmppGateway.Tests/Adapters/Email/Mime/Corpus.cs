using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>Public mail corpora, beside the checkout and not part of it.</summary>
internal static class Corpus
{
    /// <summary>The folder, or the end of the test when it is not there.</summary>
    public static string Folder(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "XmppGateway.sln")))
            {
                var corpus = Path.Combine(folder.FullName, "..", "shared", "corpora", name);
                if (Directory.Exists(corpus))
                {
                    return corpus;
                }
            }
        }

        Assert.Skip($"The corpus {name} is not beside this checkout (../shared/corpora/{name}).");
        return "";
    }

    public static IReadOnlyList<string> Mails(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.eml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
