using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork;

/// <summary>The section of one network, read. Everything that can be wrong is told by <see cref="Check"/> before anything is made of it.</summary>
/// <param name="Listen">Where the control interface listens: <c>http://127.0.0.1:8490</c>.</param>
internal sealed record ExampleOptions(string Listen)
{
    public const string ListenKey = "Listen";

    /// <summary>All mistakes at once, each key once. Never throws, whatever stands there.</summary>
    public static IReadOnlyList<ConfigurationError> Check(IConfigurationSection section)
    {
        // The control interface asks nobody for a password: whoever reaches it speaks for everybody on the network.
        return section[ListenKey] switch
        {
            null or "" => [Wrong("is missing: where the people of the network are driven from, like http://127.0.0.1:8490")],
            var text when Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http", IsLoopback: true, Port: > 0, PathAndQuery: "/" } => [],
            _ => [Wrong("must be a URL of this machine without a path, like http://127.0.0.1:8490")],
        };

        ConfigurationError Wrong(string text) => new($"{section.Path}:{ListenKey}", text);
    }

    /// <summary>The options of a section without mistakes.</summary>
    public static ExampleOptions Read(IConfigurationSection section) => new(section[ListenKey]!);
}
