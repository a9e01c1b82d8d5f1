using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>`xmpp-gateway matrix-registration`: prints the registration for the homeserver. Writes no file.</summary>
internal static class RegistrationCommand
{
    public static AdapterCommand Create() => new(
        "matrix-registration",
        "Print the application service registration for the Matrix homeserver (keeps the tokens of an existing file).",
        Argument: null,
        NeedsConfiguration: true,
        RunAsync)
    {
        Example = "matrix-registration --config /etc/xmpp-gateway/gateway.json >registration.new && mv registration.new matrix-registration.yaml",
    };

    private static async Task<int> RunAsync(
        IReadOnlyList<IConfigurationSection> networks, string? argument, TextWriter output, CancellationToken cancellationToken)
    {
        if (networks.Count != 1)
        {
            await output.WriteLineAsync(
                networks.Count == 0
                    ? "The configuration has no network with \"Adapter\": \"matrix\"."
                    : "The configuration has several Matrix networks; give a configuration with one.");
            return 2;
        }

        var options = MatrixOptions.Read(networks[0]);
        try
        {
            var registration = Registration.Create(options, RegistrationFile.Read(options.Registration));
            await output.WriteAsync(RegistrationWriter.Write(registration).AsMemory(), cancellationToken);
            return 0;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            await output.WriteLineAsync($"The registration file {options.Registration} cannot be read. {e.Message}");
            return 1;
        }
    }
}
