using System.Globalization;
using Microsoft.Data.Sqlite;
using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Doctor;

/// <summary>The store and the disks under it and under the files.</summary>
internal sealed class StoreChecks(GatewayOptions options, TimeProvider time)
{
    private const long Gibibyte = 1L << 30;
    private const long Mebibyte = 1L << 20;

    /// <summary>True when the store is there, sound, and as this program has it: opening it then changes nothing.</summary>
    public bool IsUsable { get; private set; }

    /// <summary>True when there is none, or nothing in it: no gateway can work with it.</summary>
    public bool IsNew { get; private set; }

    public IEnumerable<Check> All()
    {
        yield return new Check("Store", options.Store.Engine, ExamineAsync);
        if (StoreConnection.FolderOf(options.Store) is { } folder)
        {
            yield return new Check("Store", "folder " + folder, _ => Task.FromResult(LookAtFolder(folder)));
        }

        yield return new Check("Media", "folder " + options.Media.Directory, _ => Task.FromResult(LookAtFolder(options.Media.Directory)));
    }

    /// <summary>Whether there is room enough.</summary>
    internal static CheckResult JudgeSpace(long free, long total)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"can be written; {free / Mebibyte} MiB of {total / Mebibyte} MiB are free");
        string[] remedy = ["Make room on that disk: a full one stops all messages. What is large:", "  du -xh / | sort -h | tail -20"];
        return free < 64 * Mebibyte ? CheckResult.Failed(words, remedy)
            : free < Gibibyte || free < total / 20 ? CheckResult.Warning(words, remedy)
            : CheckResult.Ok(words);
    }

    private async Task<CheckResult> ExamineAsync(CancellationToken cancellationToken)
    {
        if (options.Store.Engine == "sqlite" && new SqliteConnectionStringBuilder(options.Store.Connection).DataSource is var file && !File.Exists(file))
        {
            IsNew = true;
            return CheckResult.Ok("there is none yet; the first run makes it");
        }

        try
        {
            var found = await StoreExamination.RunAsync(options.Store.Engine, options.Store.Connection, time, cancellationToken);
            IsUsable = found.Damage is null && found.Version == found.Known;
            IsNew = found.Damage is null && found.Version == 0;
            return Judge(found);
        }
        catch (StoreUnavailableException e)
        {
            return CheckResult.Failed(e.Message);
        }
    }

    /// <summary>What that means for the next start.</summary>
    internal static CheckResult Judge(StoreFindings found) => found switch
    {
        { Damage: { } damage } => CheckResult.Failed(
            "it cannot be relied on: " + damage, "Stop the gateway, put the damaged file aside, and restore the last backup (deploy/README.md, Backup)."),
        { Version: 0 } => CheckResult.Ok("empty; the first run fills it"),
        _ when found.Version > found.Known => CheckResult.Failed(
            Versions("is newer than this program"), "Install the newer program again, or restore a backup from before the upgrade."),
        _ when found.Version < found.Known => CheckResult.Warning(
            Versions("is older than this program, whose next start changes it"), "Make a backup before that start, with the program that works now:", "  xmpp-gateway backup FILE --config FILE"),
        { IsComplete: false } => CheckResult.Ok(string.Create(
            CultureInfo.InvariantCulture, $"schema {found.Version}; too large to look at every page here: sqlite3 FILE \"PRAGMA quick_check\"")),
        _ => CheckResult.Ok(string.Create(CultureInfo.InvariantCulture, $"sound; schema {found.Version}")),
    };

    private static string Versions(string what) => "the schema " + what;

    private static CheckResult LookAtFolder(string folder)
    {
        var there = folder;
        while (!Directory.Exists(there))
        {
            // It is made when it is needed: where it will be is what counts.
            there = Path.GetDirectoryName(there) ?? "/";
        }

        try
        {
            using (new FileStream(
                Path.Combine(there, ".doctor-" + Guid.NewGuid().ToString("N")), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                var disk = new DriveInfo(there);
                return JudgeSpace(disk.AvailableFreeSpace, disk.TotalSize);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CheckResult.Failed(
                "cannot be written: " + e.Message, "Run this as the gateway's user. If it is that user who may not write there:", $"  chown -R xmpp-gateway: {folder} && chmod 700 {folder}");
        }
    }
}
