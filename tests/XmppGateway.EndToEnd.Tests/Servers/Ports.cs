using System.Globalization;

namespace XmppGateway.EndToEnd.Tests.Servers;

/// <summary>The same offsets from SERVERS_PORTS as in tests/servers/*.sh.</summary>
public static class Ports
{
    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("SERVERS_PORTS") ?? "25000", CultureInfo.InvariantCulture);

    public static int SynapseApi => First + 8;

    public static int GatewayLmtp => First + 24;

    public static int GatewayTransactions => First + 29;

    public static int GatewayControl => First + 31;

    public static int GatewaySecondControl => First + 32;

    public static int Imap => First + 143;

    public static int ProsodyClients => First + 222;

    public static int ProsodyFiles => First + 280;

    public static int ProsodyComponents => First + 347;

    public static int Postgres => First + 432;

    public static int GatewayHttp => First + 480;

    public static int Submission => First + 587;

    public static int EximSubmission => First + 588;

    public static int OpenSmtpdSubmission => First + 589;

    /// <summary>A port of Postfix for mail from outside, on which rspamd looks at each mail; no log-in.</summary>
    public static int FilteredSmtp => First + 590;

    public static int EjabberdClients => First + 1222;

    public static int EjabberdFiles => First + 1280;

    public static int EjabberdComponents => First + 1347;

    /// <summary>Where nothing listens: for a gateway beside the one under test.</summary>
    public static int Spare(int number) => First + 900 + number;
}
