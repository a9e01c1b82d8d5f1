using static XmppGateway.Configuration.OptionKind;

namespace XmppGateway.Configuration;

internal static partial class OptionTable
{
    /// <summary>What is asked and fetched by HTTP.</summary>
    private static OptionDescription[] Web() =>
    [
        new(
            "Http:Listen", Value, OptionForm.Listener, "none",
            "where `/health/live`, `/health/ready`, `/status`, `/metrics` and files (`/media/`) are: `http://127.0.0.1:8480`"),
        new(
            "Http:PublicUrl", Value, OptionForm.Url, "none",
            "how the rest of the world reaches that: your web server passes `/media/` on. Without it files from other networks are only named"),
        new(
            "Http:Token", Secret, OptionForm.Secret(16), "none",
            "at least 16 characters; callers that send it (`Authorization: Bearer …`) see `/metrics` and `/status`; without it only callers from "
            + "this machine do, and nobody through a proxy"),
        new(
            "Metrics:Otlp", Value, OptionForm.Url, "none",
            "an OpenTelemetry collector that gets the same numbers, as OTLP over HTTP: `http://127.0.0.1:4318/v1/metrics`"),
        new(
            "Metrics:OtlpSeconds", Value, OptionForm.Number(1, 3600), "`60`",
            "how often"),
        new(
            "Media:Directory", Value, OptionForm.Text, "media beside the store",
            "a folder for files that cannot be fetched again, as those in mails; made when needed. With PostgreSQL it is beside this file, and "
            + "gateways that share the work share it"),
        new(
            "Media:MaxBytes", Value, OptionForm.Number(1024, int.MaxValue), "`104857600`",
            "larger files are not kept, and not fetched from users"),
        new(
            "Media:KeepDays", Value, OptionForm.Number(1, 3650), "`30`",
            "how long links to files work, and kept files stay; these also for `Store:KeepDays`, since what strangers wrote waits so long"),
        new(
            "Media:Upload", Value, OptionForm.Flag, "`false`",
            "`true`: files for users go to their own server (XEP-0363) where it takes them; otherwise they are read through the gateway. Servers "
            + "outside `Xmpp:LocalDomains` need public addresses"),
        new(
            "Media:AllowedHosts", List, OptionForm.Text, "none",
            "your own upload server: files of users are fetched from there even when its address is not public. `upload.example.org` is HTTPS on "
            + "port 443, `upload.example.org:5281` HTTPS on that port, `http://10.0.0.5:5280` plain HTTP; no other port of the host is asked"),
    ];
}
