using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Protection.Secrets;

namespace XmppGateway.Operations.Commands;

/// <summary><c>secrets new-key|rotate</c>: the keys with which passwords and tokens of users are sealed.</summary>
internal static class SecretsCommand
{
    public static Command Create(AdapterCatalog catalog, Surroundings around) =>
        new("secrets", "Keys for the passwords and tokens that users entrust to the gateway") { NewKey(around), Rotate(catalog, around) };

    private static Command NewKey(Surroundings around)
    {
        var file = new Argument<string>("FILE") { Description = "The file with the keys; made when it does not exist" };
        var command = new Command("new-key", "Puts a new key on top of a file: it seals from the next start on, the older ones only open") { file };
        command.SetAction(async (parsed, _) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file), around.Directory);
            try
            {
                await around.Output.WriteLineAsync($"{KeyFile.AddKey(path, around.Time.GetUtcNow())} in {path}; restart the gateway to use it");
                return ExitCode.Done;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                await around.Error.WriteLineAsync(e.Message);
                return ExitCode.Failed;
            }
        });
        return command.WithExample("secrets new-key /etc/xmpp-gateway/secret.keys");
    }

    private static Command Rotate(AdapterCatalog catalog, Surroundings around)
    {
        var command = new Command("rotate", "Seals everything with the newest key, so that older ones can be removed") { ConfigurationOption.Create() };
        StoreCommand.SetAction(command, catalog, around, async (options, store, _, cancellationToken) =>
        {
            if (options.SecretKeys is not { } keys)
            {
                await around.Error.WriteLineAsync("No key is configured (Secrets:KeyFile).");
                return ExitCode.Failed;
            }

            var (renewed, lost) = await new SecretRotation(store, keys, NullLogger<SecretRotation>.Instance).RunAsync(cancellationToken);
            await around.Output.WriteLineAsync(
                $"{renewed} sealed anew with {keys.Newest}, {lost} could not be opened" + (lost == 0 ? "; older keys are not needed any more" : ""));
            return lost == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command.WithExample("secrets rotate --config /etc/xmpp-gateway/gateway.json");
    }
}
