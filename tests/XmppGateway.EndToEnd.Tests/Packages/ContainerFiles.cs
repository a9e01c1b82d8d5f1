using System.Text.RegularExpressions;

namespace XmppGateway.EndToEnd.Tests.Packages;

/// <summary>deploy/Dockerfile and deploy/compose.yaml, as far as they can be tried without an engine.</summary>
public sealed partial class ContainerFiles(CleanDebian debian) : IClassFixture<CleanDebian>
{
    private static readonly string Dockerfile = File.ReadAllText(Repository.PathOf("deploy", "Dockerfile"));
    private static readonly string Compose = File.ReadAllText(Repository.PathOf("deploy", "compose.yaml"));

    [Fact]
    public void What_the_image_is_made_of_exists_and_reaches_the_engine()
    {
        var copied = CopyFromContext().Matches(Dockerfile).Select(copy => copy.Groups[1].Value).ToList();

        Assert.NotEmpty(copied);
        Assert.All(copied, source => Assert.True(Path.Exists(Repository.PathOf(source)), source));
        var ignored = File.ReadAllLines(Repository.PathOf(".dockerignore"));
        Assert.All(copied, source => Assert.Contains("!" + source.TrimEnd('/'), ignored));
        Assert.Matches(@"(?m)^USER 1654", Dockerfile);
        Assert.Matches(@"(?m)^HEALTHCHECK .*CMD \[""xmpp-gateway"", ""health"",", Dockerfile);
    }

    [Fact]
    public async Task The_configuration_of_the_containers_is_without_a_mistake_once_it_is_prepared()
    {
        await debian.BeginAsync();
        await debian.InstallAsync(CleanDebian.FirstVersion);
        var deploy = Path.Combine(CleanDebian.Exchange, "deploy");
        await Shell.RunAsync("cp", ["-rT", Repository.PathOf("deploy"), deploy]);
        // In the place of the engine: the program in the package, with the files where the containers have them.
        var said = await debian.DoAsync($"""
            cat >/usr/bin/docker <<'SH'
            #!/bin/sh
            [ "$1" = run ] || exit 0
            while [ "$1" != xmpp-gateway ]; do shift; done
            exec "$@"
            SH
            chmod 755 /usr/bin/docker
            cd {deploy}/compose
            rm -rf secrets
            ln -sfn $PWD/secrets /run/secrets
            cp gateway.json /etc/xmpp-gateway/gateway.json
            ./prepare.sh
            sha256sum secrets/* >/root/before 2>/dev/null || true
            ./prepare.sh
            sha256sum --quiet --check /root/before
            ln -s $PWD/secrets/matrix-registration.yaml /etc/xmpp-gateway/
            xmpp-gateway check --config /etc/xmpp-gateway/gateway.json
            """);

        Assert.EndsWith("no mistakes found; networks: mail, matrix\n", said, StringComparison.Ordinal);
        var mounted = Mounted().Matches(Compose).Select(file => file.Groups[1].Value).ToList();
        Assert.True(mounted.Count >= 10);
        Assert.All(mounted, file => Assert.True(Path.Exists(Path.Combine(deploy, file)), file));
    }

    [Fact]
    public async Task Compose_names_nothing_that_it_does_not_define()
    {
        var outcome = await Shell.RunAsync("/usr/bin/python3", ["-c", """
            import sys, yaml
            compose = yaml.safe_load(open(sys.argv[1]))
            assert set(compose) == {"name", "services", "secrets", "volumes"}, set(compose)
            known = {"build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "hostname", "image", "ports", "read_only", "restart",
                     "secrets", "security_opt", "tmpfs", "user", "volumes"}
            for name, service in compose["services"].items():
                assert set(service) <= known, (name, set(service) - known)
                assert "image" in service, name
                assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
                assert set(service.get("depends_on", {})) <= set(compose["services"]), name
                for volume in service.get("volumes", []):
                    source = volume.split(":")[0]
                    assert source.startswith("./") or source in compose["volumes"], (name, source)
                for needed, how in service.get("depends_on", {}).items():
                    assert how["condition"] != "service_healthy" or "healthcheck" in compose["services"][needed], needed
            """, Repository.PathOf("deploy", "compose.yaml")]);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }

    [GeneratedRegex(@"^COPY (?!--from)(\S+) ", RegexOptions.Multiline)]
    private static partial Regex CopyFromContext();

    [GeneratedRegex(@"(?:- \./|file: )(compose/[^:}\s]+)")]
    private static partial Regex Mounted();
}
