namespace XmppGateway.Adapters.Email.Files;

/// <summary>Files without a name in the folder for temporary files (<c>TMPDIR</c>): nobody else finds them, and the system removes them with the process.</summary>
internal static class SpoolFile
{
    private const string Prefix = "xmpp-gateway-spool-";

    /// <exception cref="IOException">The disk.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to somebody else.</exception>
    public static FileStream Create()
    {
        var name = Path.Combine(Path.GetTempPath(), Prefix + Path.GetRandomFileName());
        var file = new FileStream(name, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 0,
            UnixCreateMode = OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        try
        {
            if (!OperatingSystem.IsWindows())
                File.Delete(name);

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Removes the names that a process has left which died between the making of a file and the end of its name. Those of others that live are on
    /// their way out as well, and harmed by nothing here.
    /// </summary>
    public static void RemoveLeftovers()
    {
        if (OperatingSystem.IsWindows())
            return;

        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Prefix + "*"))
                File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another user's, or no such folder: whoever needs it is told then.
        }
    }
}
