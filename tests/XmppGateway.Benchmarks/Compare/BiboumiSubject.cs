using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace XmppGateway.Benchmarks.Compare;

/// <summary>
/// biboumi between two users, both of them on one IRC server on this machine: what the first writes to the second goes from XMPP to IRC and
/// from IRC to XMPP. Its own limit for senders and that of the IRC server are off.
/// </summary>
internal static class BiboumiSubject
{
    public const string Name = "irc";
    private const string Domain = Name + ".localhost";
    private const string Biboumi = "/usr/bin/biboumi";
    private const string Ngircd = "/usr/sbin/ngircd";

    /// <summary>Null when it can be compared.</summary>
    public static string? WhyNot() => File.Exists(Biboumi) && File.Exists(Ngircd)
        ? null
        : "it is not installed (tests/servers/install.sh biboumi ngircd).";

    public static async Task<Subject> StartAsync(TestServer server, EchoLoad load, Func<Process, Process> add)
    {
        var folder = Directory.CreateDirectory(Path.Combine(server.Folder, "irc")).FullName;
        var port = FreePort();
        var irc = Path.Combine(folder, "ngircd.conf");
        await File.WriteAllTextAsync(irc, $"[Global]\nName = irc.test\nListen = 127.0.0.1\nPorts = {port}\nServerUID = irc\nServerGID = irc\n[Limits]\nMaxPenaltyTime = 0\nMaxConnectionsIP = 0\n[Options]\nDNS = no\nIdent = no\nPAM = no\n");
        add(Children.Start(Ngircd, "-n", "-f", irc));

        var configuration = Path.Combine(folder, "biboumi.cfg");
        var database = Path.Combine(folder, "biboumi.sqlite");
        await File.WriteAllTextAsync(configuration, $"hostname={Domain}\npassword=secret\nport={server.Port}\ndb_name={database}\nlog_level=3\nlog_file={folder}/log\nfixed_irc_server=127.0.0.1\n");
        var biboumi = add(Children.Start(Biboumi, configuration));
        await ConfigureAsync(database, port);
        (string, string) Parties(int number) => ($"ann@{EchoLoad.Domain}/r", $"ben@{Domain}");
        await load.AwaitAsync(Parties, TimeSpan.FromSeconds(30), Join("ann") + Join("ben"));
        return new Subject("biboumi, over ngircd", "no durable store; two users, not fifty; a real IRC server is on the way", biboumi, Parties);
    }

    // Each user has a connection of their own to the IRC server while in a room. Entering twice is answered and changes nothing.
    private static string Join(string nick) =>
        $"<presence from='{nick}@{EchoLoad.Domain}/r' to='#compare@{Domain}/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>";

    // As its users do by command: where the IRC server is, and no limit.
    private static async Task ConfigureAsync(string database, int port)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System))
        {
            try
            {
                await using var connection = new SqliteConnection($"Data Source={database};Mode=ReadWrite;Pooling=false");
                await connection.OpenAsync();
                await using var insert = connection.CreateCommand();
                insert.CommandText = "INSERT INTO ircserveroptions_ (owner_, server_, ports_, tlsports_, throttlelimit_) VALUES ($1, '127.0.0.1', $2, '', -1)";
                insert.Parameters.AddWithValue("$1", "");
                insert.Parameters.AddWithValue("$2", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
                foreach (var nick in (string[])["ann", "ben"])
                {
                    insert.Parameters["$1"].Value = $"{nick}@{EchoLoad.Domain}";
                    await insert.ExecuteNonQueryAsync();
                }

                return;
            }
            catch (SqliteException) when (clock.Elapsed < TimeSpan.FromSeconds(15))
            {
                // It has not made its tables yet.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
