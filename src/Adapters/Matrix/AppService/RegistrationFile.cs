using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>The registration on disk.</summary>
internal static class RegistrationFile
{
    /// <summary>
    /// Null when there is none. An empty file counts as none: `matrix-registration &gt; FILE` makes the shell create it first.
    /// </summary>
    /// <exception cref="FormatException">The file is no registration.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Registration? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path);
        return string.IsNullOrWhiteSpace(text) ? null : RegistrationReader.Read(text);
    }

    /// <summary>The registration that a running gateway needs.</summary>
    /// <exception cref="AdapterStartException">There is none, or it does not fit the options.</exception>
    public static Registration Require(string path, MatrixOptions options)
    {
        try
        {
            var registration = Read(path) ?? throw new AdapterStartException(
                $"The registration file {path} does not exist or is empty."
                + " Make one with `xmpp-gateway matrix-registration` and give it to the homeserver too.");
            return Mismatch(registration, options) is { } mistake ? throw new AdapterStartException(mistake) : registration;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new AdapterStartException($"The registration file {path} cannot be used. {e.Message}", e);
        }
    }

    /// <summary>What is wrong with the file that the options name, or null. A file that is not there yet is no mistake here.</summary>
    public static string? FindMistake(MatrixOptions options)
    {
        try
        {
            return Read(options.Registration) is { } registration ? Mismatch(registration, options) : null;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return "The registration file cannot be used. " + e.Message;
        }
    }

    /// <summary>True when accounts other than the owner's group can read the tokens.</summary>
    public static bool IsWorldReadable(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0;

    private static string? Mismatch(Registration registration, MatrixOptions options)
    {
        var wanted = Registration.Create(options, registration);
        return registration.UserRegex != wanted.UserRegex || registration.AliasRegex != wanted.AliasRegex
            || registration.SenderLocalpart != wanted.SenderLocalpart
                ? "The registration was not made for this ServerName: print it anew with `xmpp-gateway matrix-registration`"
                    + " (the tokens stay), and restart the homeserver with it."
                : null;
    }
}
