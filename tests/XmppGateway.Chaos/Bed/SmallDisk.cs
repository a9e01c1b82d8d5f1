using System.Globalization;
using XmppGateway.EndToEnd.Tests;

namespace XmppGateway.Chaos.Bed;

/// <summary>A disk in memory for the store, which can be filled to the last byte and freed again.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Null, and why, when nothing can be mounted here.</summary>
    public static async Task<(SmallDisk? Disk, string WhyNot)> MountAsync(string folder, int mebibytes)
    {
        Directory.CreateDirectory(folder);
        var size = string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m,mode=0755");
        var mount = await Shell.RunAsync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", folder]);
        return mount.ExitCode == 0 ? (new SmallDisk(folder), "") : (null, $"nothing can be mounted here ({mount.Error.Trim()})");
    }

    public void Fill()
    {
        var piece = new byte[4096];
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (; ; )
                ballast.Write(piece);
        }
        catch (IOException)
        {
            // Full, as it should be.
        }
    }

    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        Free();
        await Shell.RunAsync("umount", ["--lazy", _folder]);
    }
}
