namespace XmppGateway.EndToEnd.Tests;

/// <summary>Where the scripts are.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "XmppGateway.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("These tests run inside the repository.");
    }
}
