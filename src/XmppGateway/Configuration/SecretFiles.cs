using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Configuration;

/// <summary>
/// Puts the content of <c>SecretFile</c> where <c>Secret</c> is read, for every kind of secret and in every section, so that neither the
/// engine nor an adapter needs to know that there are two ways.
/// </summary>
internal static class SecretFiles
{
    private const int MaxBytes = 64 * 1024;
    private const UnixFileMode Others =
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>The other way to write a secret: <c>Xmpp:SecretFile</c> for <c>Xmpp:Secret</c> and back; null for anything else.</summary>
    public static string? TwinOf(string key)
    {
        foreach (var name in OptionTable.SecretNames)
        {
            if (IsLast(key, name))
            {
                return key + OptionTable.FileSuffix;
            }

            if (IsLast(key, name + OptionTable.FileSuffix))
            {
                return key[..^OptionTable.FileSuffix.Length];
            }
        }

        return null;
    }

    public static void Apply(
        Dictionary<string, string?> values, string directory, List<ConfigurationError> errors, List<ConfigurationError> warnings)
    {
        foreach (var key in values.Keys.Where(IsFileKey).Order(StringComparer.OrdinalIgnoreCase).ToList())
        {
            var secret = TwinOf(key)!;
            values.Remove(key, out var file);
            if (values.ContainsKey(secret))
            {
                errors.Add(new ConfigurationError(key, $"is given beside {secret}: leave one of them out"));
            }
            else if (string.IsNullOrEmpty(file))
            {
                errors.Add(new ConfigurationError(key, "names no file"));
            }
            else
            {
                values[secret] = Read(key, Path.GetFullPath(file, directory), errors, warnings);
            }
        }
    }

    private static bool IsFileKey(string key) => key.EndsWith(OptionTable.FileSuffix, StringComparison.OrdinalIgnoreCase) && TwinOf(key) is not null;

    private static bool IsLast(string key, string name) =>
        key.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (key.Length == name.Length || key[^(name.Length + 1)] == ':');

    // An unreadable file leaves an empty value behind: it is reported here, and not once more as missing.
    private static string Read(string key, string file, List<ConfigurationError> errors, List<ConfigurationError> warnings)
    {
        try
        {
            if (new FileInfo(file).Length > MaxBytes)
            {
                errors.Add(new ConfigurationError(key, $"{file} is too large for a secret"));
                return "";
            }

            var text = File.ReadAllText(file, Encoding.UTF8).TrimEnd('\r', '\n');
            if (text.Length == 0)
            {
                errors.Add(new ConfigurationError(key, $"{file} is empty"));
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
            {
                warnings.Add(new ConfigurationError(key, $"{file} is open to other users: chmod 600 or 640"));
            }

            return text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new ConfigurationError(key, $"{file} cannot be read: {e.Message}"));
            return "";
        }
    }
}
