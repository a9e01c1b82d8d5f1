using System.Globalization;
using System.Text;

namespace XmppGateway.Protection.Secrets;

/// <summary>The file with the keys. A new key goes to its top and seals from then on; the older ones stay for what they have sealed.</summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A file that root keeps for the gateway's group stays readable for it; nobody else ever reads one.
    private const UnixFileMode Kept = OwnerOnly | UnixFileMode.GroupRead;

    /// <summary>
    /// Puts a new key on top, or makes the file; only its owner may read it, and its group where that could before. The old content is there until the new one is whole.
    /// </summary>
    /// <returns>The name of the new key.</returns>
    /// <exception cref="InvalidDataException">The file is there and holds something else than keys.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static string AddKey(string file, DateTimeOffset now)
    {
        var old = File.Exists(file) ? File.ReadAllText(file, Encoding.UTF8) : "";
        if (old.Length > 0 && KeyRing.Parse(old) is { Error: { } error })
        {
            throw new InvalidDataException($"{file} {error}");
        }

        var text = SecretKey.NewText();
        var id = SecretKey.Parse(text)!.Id;
        var made = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var temporary = file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly | (old.Length > 0 ? File.GetUnixFileMode(file) & Kept : 0);
        }

        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(Encoding.UTF8.GetBytes($"{text} # {id} {made}\n{old}"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: true);
        return id;
    }
}
