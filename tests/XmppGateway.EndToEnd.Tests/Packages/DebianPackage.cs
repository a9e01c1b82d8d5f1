using System.Text.RegularExpressions;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.EndToEnd.Tests.Packages;

/// <summary>The Debian package on a machine that has never seen it.</summary>
public sealed partial class DebianPackage(CleanDebian debian) : IClassFixture<CleanDebian>
{
    [Fact]
    public async Task It_installs_a_service_that_waits_for_its_configuration()
    {
        await debian.BeginAsync();
        var said = await debian.InstallAsync(CleanDebian.FirstVersion);

        Assert.Contains("cannot start yet: edit /etc/xmpp-gateway/gateway.json", said, StringComparison.Ordinal);
        Assert.Contains("Networks:matrix:Registration", said, StringComparison.Ordinal);
        Assert.Equal("--system daemon-reload\n", await debian.DoAsync("cat /root/asked"));
        Assert.Equal(
            """
            2750 root:xmpp-gateway /etc/xmpp-gateway
            640 root:xmpp-gateway /etc/xmpp-gateway/gateway.json
            700 xmpp-gateway:xmpp-gateway /var/lib/xmpp-gateway
            750 xmpp-gateway:xmpp-gateway /var/log/xmpp-gateway

            """,
            await debian.DoAsync("stat -c '%a %U:%G %n' /etc/xmpp-gateway /etc/xmpp-gateway/* /var/lib/xmpp-gateway /var/log/xmpp-gateway"));
        Assert.Equal("/var/lib/xmpp-gateway:/usr/sbin/nologin\n", await debian.DoAsync("getent passwd xmpp-gateway | cut -d: -f6-"));
        await debian.DoAsync("test -L /etc/systemd/system/multi-user.target.wants/xmpp-gateway.service");
        Assert.Contains("explain-mail FILE", await debian.DoAsync("man xmpp-gateway 2>&1"), StringComparison.Ordinal);
        Assert.Equal("", await debian.DoAsync("man --warnings xmpp-gateway 2>&1 >/dev/null"));
        Assert.Equal("", await debian.DoAsync("dpkg --verify xmpp-gateway"));
    }

    [Fact]
    public async Task Its_unit_is_hardened()
    {
        await debian.BeginAsync();
        await debian.InstallAsync(CleanDebian.FirstVersion);

        Assert.Equal("", await debian.DoAsync("systemd-analyze verify xmpp-gateway.service 2>&1"));
        await debian.DoAsync("systemd-analyze security --offline=true --threshold=20 --no-pager xmpp-gateway.service");
    }

    [Theory]
    [InlineData("bash", ". /usr/share/bash-completion/bash_completion", "bash --noprofile --rcfile /root/.profile -i")]
    [InlineData("zsh", "autoload -Uz compinit; compinit -u", "zsh -i")]
    public async Task A_shell_completes_its_commands(string shell, string start, string command)
    {
        await debian.BeginAsync();
        await debian.InstallAsync(CleanDebian.FirstVersion);
        // A terminal, in which somebody presses the key.
        var seen = await debian.DoAsync($$"""
            printf '%s\nPS1="$ "\n' '{{start}}' | tee /root/.profile >/root/.zshrc
            printf 'xmpp-gateway out\tlist --help\nexit\n' | TERM=dumb script -qec '{{command}}' /dev/null
            """);

        Assert.True(Completed().IsMatch(seen), $"{shell}:\n{seen}");
        Assert.Contains("oldest first", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_and_configuration_survive_an_upgrade_and_a_removal_and_nothing_survives_a_purge()
    {
        await debian.BeginAsync();
        await debian.InstallAsync(CleanDebian.FirstVersion);
        await debian.DoAsync(Configure());
        await debian.DoAsync(WriteData);
        await debian.DoAsync(": >/root/asked");

        await debian.InstallAsync(CleanDebian.NextVersion);
        Assert.Equal("--system daemon-reload\n--system daemon-reload\n--no-block try-restart xmpp-gateway.service\n", await debian.DoAsync("cat /root/asked"));
        await IsStillThereAsync();
        Assert.Contains("// New.", await debian.DoAsync("cat /etc/xmpp-gateway/gateway.json.dpkg-dist"), StringComparison.Ordinal);

        await debian.DoAsync("apt-get -q -y remove xmpp-gateway 2>&1");
        await debian.DoAsync("grep -x 'stop xmpp-gateway.service' /root/asked; test ! -e /usr/bin/xmpp-gateway; test -s /var/lib/xmpp-gateway/gateway.db");
        await debian.DoAsync(": >/root/asked");
        await debian.InstallAsync(CleanDebian.NextVersion);
        await IsStillThereAsync();
        await debian.DoAsync("grep -x -e '--no-block start xmpp-gateway.service' /root/asked");

        await debian.DoAsync("apt-get -q -y purge xmpp-gateway 2>&1");
        Assert.Equal("", await debian.DoAsync("find / -xdev -name '*xmpp-gateway*' -not -path '/proc/*' -not -path '/tmp/*' -not -path '/var/log/*' -not -path '/var/cache/*' -not -path '*/exchange/*'"));
        Assert.Equal("", await debian.DoAsync("getent passwd xmpp-gateway || true"));
    }

    [Fact]
    public async Task Debians_own_checker_finds_nothing()
    {
        Assert.SkipWhen(debian.WhyNot is not null, debian.WhyNot ?? "");
        var installed = await Shell.RunAsync("bash", [Repository.PathOf("tests", "servers", "install.sh"), "lintian"]);
        Assert.True(installed.ExitCode == 0, installed.Error);
        // The example network is in what is tested, and its native files are not ours either.
        var found = await Shell.RunAsync("lintian", ["--fail-on", "error,warning", await CleanDebian.PackageAsync(CleanDebian.FirstVersion)]);

        Assert.True(found.ExitCode == 0, found.Output);
    }

    private async Task IsStillThereAsync()
    {
        var kept = await debian.DoAsync("""
            cd /etc/xmpp-gateway
            stat -c '%a %U:%G' gateway.json
            runuser -u xmpp-gateway -- xmpp-gateway check --config gateway.json
            runuser -u xmpp-gateway -- xmpp-gateway portals list --config gateway.json
            """);
        Assert.StartsWith("640 root:xmpp-gateway\nno mistakes found; networks: matrix\n", kept, StringComparison.Ordinal);
        Assert.Contains("garden@conference.example.org", kept, StringComparison.Ordinal);
    }

    // zsh writes a blank behind a word and takes it back.
    [GeneratedRegex("xmpp-gateway outbox [ \b]*list --help")]
    private static partial Regex Completed();

    // As the handbook says; nothing runs where it points to.
    private static string Configure() => $$"""
        cd /etc/xmpp-gateway; umask 027
        echo secret >component-secret
        cat >gateway.json <<'JSON'
        {
          "Xmpp": { "Server": "127.0.0.1:{{Ports.Spare(20)}}", "SecretFile": "component-secret", "LocalDomains": ["example.org"] },
          "Store": { "Connection": "Data Source=/var/lib/xmpp-gateway/gateway.db" },
          "Http": { "Listen": "http://127.0.0.1:{{Ports.Spare(21)}}" },
          "Networks": {
            "matrix": {
              "Adapter": "matrix", "Domain": "matrix.example.org", "Homeserver": "http://127.0.0.1:{{Ports.Spare(22)}}", "ServerName": "example.org",
              "Listen": "http://127.0.0.1:{{Ports.Spare(23)}}", "Registration": "matrix-registration.yaml"
            }
          }
        }
        JSON
        xmpp-gateway matrix-registration --config gateway.json >registration.new
        mv registration.new matrix-registration.yaml
        """;

    // The gateway makes its store, works though nobody answers it, and stops when it is told to.
    private const string WriteData = """
        cd /etc/xmpp-gateway
        setpriv --reuid=xmpp-gateway --regid=xmpp-gateway --init-groups -- xmpp-gateway run --config gateway.json >/root/log 2>&1 &
        for try in {1..50}; do
          runuser -u xmpp-gateway -- xmpp-gateway health --live --config gateway.json && break
          [ "$try" -lt 50 ] || { cat /root/log; exit 1; }
          sleep 0.2
        done
        ! runuser -u xmpp-gateway -- xmpp-gateway health --config gateway.json
        runuser -u xmpp-gateway -- xmpp-gateway portals add matrix garden@conference.example.org '#garden:example.org' --config gateway.json
        kill $!
        wait $!
        """;
}
