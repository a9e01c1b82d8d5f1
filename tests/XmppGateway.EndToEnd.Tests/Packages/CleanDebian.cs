using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.EndToEnd.Tests.Packages;

/// <summary>The package, and a clean Debian in a chroot into which it is installed (tests/servers/debian.sh).</summary>
public sealed class CleanDebian : IAsyncLifetime
{
    public const string FirstVersion = "1.0";
    public const string NextVersion = "1.1";

    /// <summary>There at the same path inside.</summary>
    public static string Exchange { get; } = Path.Combine(ServerScript.StateFolder, "exchange");

    /// <summary>Why there is none; null when there is.</summary>
    public string? WhyNot { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var made = await ScriptAsync("install");
        if (made.ExitCode != 0)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", made.Error);
            WhyNot = made.Error.Trim();
            return;
        }

        Directory.CreateDirectory(Exchange);
        await BuildAsync(FirstVersion);
        // The next one brings a configuration with one more line.
        var next = await Shell.RunAsync("bash", ["-euc", """
            cd "$1"; rm -rf next; dpkg-deb -R "xmpp-gateway_$2_$4.deb" next
            sed -i "s/^Version: .*/Version: $3/" next/DEBIAN/control
            printf '// New.\n' >>next/etc/xmpp-gateway/gateway.json
            dpkg-deb --root-owner-group --build next "xmpp-gateway_$3_$4.deb"; rm -r next
            """, "next", Exchange, FirstVersion, NextVersion, await ArchitectureAsync()]);
        Assert.True(next.ExitCode == 0, next.Error);
    }

    public async ValueTask DisposeAsync() => await ScriptAsync("down");

    /// <summary>A fresh one, where what the package asks of the running systemd is written into /root/asked instead.</summary>
    public async Task BeginAsync()
    {
        Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");
        var up = await ScriptAsync("up");
        Assert.True(up.ExitCode == 0, up.Error);
        await DoAsync("""
            mkdir -p /run/systemd/system; touch /root/asked
            mv /usr/bin/systemctl /usr/bin/systemctl.real
            printf '#!/bin/sh\ncase "$1" in --root=*) exec systemctl.real "$@" ;; esac\necho "$*" >>/root/asked\n' >/usr/bin/systemctl
            chmod 755 /usr/bin/systemctl
            """);
    }

    /// <summary>Commands as root; what they print. The first that fails ends them and the test.</summary>
    public async Task<string> DoAsync(string commands)
    {
        var outcome = await ScriptAsync("run", "bash", "-euo", "pipefail", "-c", commands);
        Assert.True(outcome.ExitCode == 0, $"{commands}\n{outcome.Output}\n{outcome.Error}");
        return outcome.Output;
    }

    /// <summary>apt resolves what the package depends on.</summary>
    public async Task<string> InstallAsync(string version) => await DoAsync(
        $"apt-get -q -y --no-install-recommends --allow-downgrades -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold install {await PackageAsync(version)} 2>&1");

    public static async Task<string> PackageAsync(string version) => Path.Combine(Exchange, $"xmpp-gateway_{version}_{await ArchitectureAsync()}.deb");

    private static async Task<string> ArchitectureAsync() => (await Shell.RunAsync("dpkg", ["--print-architecture"])).Output.Trim();

    // The program under test goes into it as it is: compiling it ahead for one kind of machine takes longer than all the rest.
    private static async Task BuildAsync(string version)
    {
        var built = await Shell.RunAsync("bash", [Repository.PathOf("deploy", "package.sh"), Exchange], new Dictionary<string, string>
        {
            ["PACKAGE_CONTENT"] = Path.GetDirectoryName(await GatewayProgram.PathAsync())!,
            ["PACKAGE_VERSION"] = version,
            ["DEBEMAIL"] = "packages@example.org",
            ["DPKG_DEB_COMPRESSOR_TYPE"] = "gzip",
        });
        Assert.True(built.ExitCode == 0, built.Error);
    }

    private static Task<Shell.Outcome> ScriptAsync(params string[] arguments) => Shell.RunAsync(
        "bash", [Repository.PathOf("tests", "servers", "debian.sh"), .. arguments], new Dictionary<string, string> { ["SERVERS_DIR"] = ServerScript.StateFolder });
}
