using System.Diagnostics;
using System.Globalization;

namespace XmppGateway.Benchmarks.Compare;

/// <summary>A real XMPP server, started and stopped by the scripts of the tests, in a folder of its own.</summary>
internal sealed class TestServer : IDisposable
{
    private readonly string _script;
    private readonly string _folder = Directory.CreateTempSubdirectory("xmpp-gateway-compare-").FullName;

    public TestServer(string name, string components)
    {
        var first = int.Parse(Environment.GetEnvironmentVariable("SERVERS_PORTS") ?? "25000", CultureInfo.InvariantCulture);
        Port = first + (name == "ejabberd" ? 1347 : 347);
        _script = Path.Combine(Root(), "tests", "servers", name + ".sh");
        Components = components;

        // The servers give up root, and must get through.
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        try
        {
            Run("up");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where components attach, with the secret <c>secret</c>.</summary>
    public int Port { get; }

    public string Folder => _folder;

    private string Components { get; }

    public void Dispose()
    {
        Run("down");
        Directory.Delete(_folder, recursive: true);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "XmppGateway.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Not within the repository.");
        }

        return folder;
    }

    private void Run(string what)
    {
        // One user suffices: what is compared are components.
        var start = new ProcessStartInfo(_script, [what]);
        start.Environment["SERVERS_DIR"] = _folder;
        start.Environment["PROSODY_COMPONENTS"] = Components;
        start.Environment["USERS"] = "alice";
        using var script = Process.Start(start)!;
        script.WaitForExit();
        if (script.ExitCode != 0)
        {
            throw new InvalidOperationException($"{_script} {what} failed.");
        }
    }
}
