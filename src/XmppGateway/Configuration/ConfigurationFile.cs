using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;

namespace XmppGateway.Configuration;

/// <summary>The configuration as written: the file, environment variables over it, and what secret files hold.</summary>
/// <param name="Root">All keys in one flat layer; empty after an error in the file itself.</param>
/// <param name="Forms">In which form each key was written.</param>
/// <param name="Directory">The file's folder.</param>
internal sealed record ConfigurationFile(
    IConfigurationRoot Root,
    IReadOnlyDictionary<string, WrittenForm> Forms,
    string Directory,
    IReadOnlyList<ConfigurationError> Errors,
    IReadOnlyList<ConfigurationError> Warnings)
{
    /// <summary>Environment variables that begin so are keys: <c>XMPPGATEWAY__Xmpp__Secret</c>.</summary>
    public const string EnvironmentPrefix = "XMPPGATEWAY__";

    public static ConfigurationFile Load(string file, IDictionary environment)
    {
        var full = Path.GetFullPath(file);
        var directory = Path.GetDirectoryName(full)!;
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var forms = new Dictionary<string, WrittenForm>(StringComparer.OrdinalIgnoreCase);
        if (ReadJson(full, file, values, forms) is { } unreadable)
        {
            return new ConfigurationFile(new ConfigurationBuilder().Build(), forms, directory, [unreadable], []);
        }

        AddEnvironment(environment, values, forms);
        var errors = new List<ConfigurationError>();
        var warnings = new List<ConfigurationError>();
        SecretFiles.Apply(values, directory, errors, warnings);
        return new ConfigurationFile(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), forms, directory, errors, warnings);
    }

    private static ConfigurationError? ReadJson(string full, string file, Dictionary<string, string?> values, Dictionary<string, WrittenForm> forms)
    {
        try
        {
            // Comments and trailing commas are allowed by this reader; doubled keys are not.
            var text = File.ReadAllText(full);
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            foreach (var (key, value) in new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable())
            {
                values[key] = value;
            }

            WrittenForms.Note(text, forms);
            return null;
        }
        catch (FormatException e)
        {
            return new ConfigurationError(file, e.InnerException is JsonException json ? Describe(json) : "is not valid JSON: " + e.Message);
        }
        catch (JsonException e)
        {
            return new ConfigurationError(file, Describe(e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ConfigurationError(file, "cannot be read: " + e.Message);
        }
    }

    private static string Describe(JsonException e) => string.Create(
        CultureInfo.InvariantCulture, $"is not valid JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: {e.Message.Split(". ")[0]}.");

    private static void AddEnvironment(IDictionary environment, Dictionary<string, string?> values, Dictionary<string, WrittenForm> forms)
    {
        foreach (DictionaryEntry variable in environment)
        {
            var name = (string)variable.Key;
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
            {
                var key = name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal);
                RemoveSecretTwin(key, values);
                values[key] = (string?)variable.Value;
                WrittenForms.NoteVariable(key, forms);
            }
        }
    }

    // A variable replaces what the file says about a secret, in whichever of the two ways it is written there.
    private static void RemoveSecretTwin(string key, Dictionary<string, string?> values)
    {
        if (SecretFiles.TwinOf(key) is { } twin)
        {
            values.Remove(twin);
        }
    }
}
