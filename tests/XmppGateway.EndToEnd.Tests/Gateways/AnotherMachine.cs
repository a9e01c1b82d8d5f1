namespace XmppGateway.EndToEnd.Tests.Gateways;

/// <summary>Runs a program so that it takes its kernel for another one than that of the programs beside it, with whom it shares the network.</summary>
public static class AnotherMachine
{
    private const string KernelId = "/proc/sys/kernel/random/boot_id";

    /// <summary>The command that becomes <paramref name="command"/>, in a mount namespace of its own and under the same process id.</summary>
    /// <param name="folder">Where the other kernel's id is written to.</param>
    /// <param name="command">The program and its arguments.</param>
    public static IReadOnlyList<string> Run(string folder, IReadOnlyList<string> command)
    {
        var id = Path.Combine(folder, "boot_id");
        if (!File.Exists(id)) // It is the same one after a crash.
            File.WriteAllText(id, $"{Guid.NewGuid():D}\n");
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", $"mount --bind \"$0\" {KernelId} && exec \"$@\"", id, .. command];
    }
}
