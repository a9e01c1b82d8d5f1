using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix;

/// <summary>Finds all mistakes in the section of a Matrix network. `Domain` is the engine's own key.</summary>
internal static class MatrixOptionsCheck
{
    public static IReadOnlyList<ConfigurationError> Run(IConfigurationSection section)
    {
        var options = MatrixOptions.Read(section);
        var errors = new List<ConfigurationError>();

        void Require(bool condition, string key, string text)
        {
            if (!condition)
            {
                errors.Add(new ConfigurationError(section.Path + ":" + key, text));
            }
        }

        Require(
            IsHttp(options.Homeserver),
            "Homeserver",
            "Set the base URL of the homeserver, for example http://127.0.0.1:8008.");
        Require(
            ServerName.IsValid(options.ServerName),
            "ServerName",
            "Set the server name of the homeserver, the part after the colon in its user ids, for example example.org.");
        Require(
            IsHttp(options.Listen),
            "Listen",
            "Set the address for the homeserver's transactions, for example http://127.0.0.1:8029.");
        Require(
            options.Url is null || IsHttp(options.Url),
            "Url",
            "Is the URL at which the homeserver reaches the gateway; leave it out when that is Listen.");
        Require(
            options.Url is not null || !IsWildcard(options.Listen),
            "Url",
            "Set the URL at which the homeserver reaches the gateway; Listen names no single address.");
        Require(
            options.Registration.Length > 0,
            "Registration",
            "Name the registration file that the homeserver has too; `xmpp-gateway matrix-registration` prints one.");
        Require(
            options.MaximumFileBytes >= 1024,
            "MaximumFileBytes",
            "Is the largest file that is fetched from Matrix: a number of bytes, 1024 or more, for example 104857600.");
        Require(
            LocalText.Languages.Contains(options.Language),
            "Language",
            "Is the language in which the gateway speaks in rooms: en or de.");
        foreach (var list in options.PolicyLists)
        {
            Require(TypedRoom.Read(list) == list, "PolicyLists", $"\"{list}\" is no room: give its alias or id, as #bans:example.org.");
        }

        if (errors.Count == 0)
        {
            errors.AddRange(
                RegistrationFile.Examine(options).Select(found => new ConfigurationError(section.Path + ":Registration", found.Text, found.IsWarning)));
        }

        return errors;
    }

    private static bool IsWildcard(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host is "0.0.0.0" or "[::]";

    private static bool IsHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Query.Length == 0 && uri.UserInfo.Length == 0;
}
