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
    public static Registration Require(string path, MatrixOptions options) => Find(path, options, out var mistake) ?? throw new AdapterStartException(mistake);

    /// <summary>Why the gateway cannot run with the file that the options name; or else what had better be changed about it.</summary>
    public static IEnumerable<(string Text, bool IsWarning)> Examine(MatrixOptions options)
    {
        var path = options.Registration;
        if (Find(path, options, out var mistake) is not { } registration)
        {
            yield return (mistake, false);
            yield break;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0)
        {
            yield return ($"Every account of this machine can read the tokens in {path}: chmod o-r it.", true);
        }

        if (!registration.WantsEphemeral)
        {
            yield return (
                "With it the homeserver does not tell who writes, has read or is there (receive_ephemeral): print it anew with"
                + " `xmpp-gateway matrix-registration` (the tokens stay), and restart the homeserver with it.",
                true);
        }

        if (!registration.NamesProtocol)
        {
            yield return (
                "With it clients of Matrix do not find XMPP users and rooms by their addresses (protocols): print it anew with"
                + " `xmpp-gateway matrix-registration` (the tokens stay), and restart the homeserver with it.",
                true);
        }

        var wanted = Registration.Create(options, registration).Url;
        if (registration.Url.TrimEnd('/') != wanted.TrimEnd('/'))
        {
            yield return (
                $"It tells the homeserver to call {registration.Url}, and not {wanted}: set Url to what is right, print it anew with"
                + " `xmpp-gateway matrix-registration` (the tokens stay), and restart the homeserver with it.",
                true);
        }
    }

    private static Registration? Find(string path, MatrixOptions options, out string mistake)
    {
        try
        {
            var registration = Read(path);
            mistake = registration is null
                ? $"The registration file {path} does not exist or is empty."
                    + " Make one with `xmpp-gateway matrix-registration` and give it to the homeserver too."
                : Mismatch(registration, options);
            return mistake.Length == 0 ? registration : null;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            mistake = $"The registration file {path} cannot be used. {e.Message}";
            return null;
        }
    }

    private static string Mismatch(Registration registration, MatrixOptions options)
    {
        var wanted = Registration.Create(options, registration);
        return registration.UserRegex != wanted.UserRegex || registration.AliasRegex != wanted.AliasRegex
            || registration.SenderLocalpart != wanted.SenderLocalpart
                ? "The registration was not made for this ServerName: print it anew with `xmpp-gateway matrix-registration`"
                    + " (the tokens stay), and restart the homeserver with it."
                : "";
    }
}
