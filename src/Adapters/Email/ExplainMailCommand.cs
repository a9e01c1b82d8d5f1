using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email;

/// <summary><c>xmpp-gateway explain-mail FILE</c>: what the gateway makes of a mail. Needs no configuration, connects to nothing.</summary>
internal static class ExplainMailCommand
{
    public static AdapterCommand Create() => new(
        "explain-mail",
        "Says as one JSON object what the gateway makes of a mail: its kind, text, attachments, place in a thread, list, group, reaction, what"
        + " its sender is worth, loops, and who did not get what it reports about. FILE is the mail as a server stores it; - reads standard input.",
        Argument: "FILE",
        NeedsConfiguration: false,
        RunAsync)
    {
        Example = "explain-mail bounce.eml",
    };

    private static async Task<int> RunAsync(
        IReadOnlyList<IConfigurationSection> networks, string? file, TextWriter output, CancellationToken cancellationToken)
    {
        var raw = await ReadAsync(file!, cancellationToken);
        await output.WriteLineAsync(MailExplanation.Of(raw).ToJson().AsMemory(), cancellationToken);
        return 0;
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (file != "-")
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }

        await using var input = Console.OpenStandardInput();
        using var all = new MemoryStream();
        await input.CopyToAsync(all, cancellationToken);
        return all.ToArray();
    }
}
