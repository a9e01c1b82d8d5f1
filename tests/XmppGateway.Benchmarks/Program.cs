using XmppGateway.Benchmarks;
using XmppGateway.Benchmarks.Pipeline;
using XmppGateway.Benchmarks.Wire;

// Each benchmark is a subcommand; library-echo, raw-echo and gateway-child are the child processes that are measured.
return args switch
{
    ["wire", .. var rest] => WireBenchmark.Run(rest),
    ["pipeline", .. var rest] => PipelineBenchmark.Run(rest),
    ["contacts", .. var rest] => ContactMemory.Run(rest),
    ["presence", .. var rest] => await PresenceStorm.RunAsync(rest),
    ["rooms", .. var rest] => await RoomEntries.RunAsync(rest),
    ["startup", .. var rest] => Startup.Run(rest),
    ["library-echo", var port, var domain] => await LibraryEcho.RunAsync(int.Parse(port, null), domain),
    ["raw-echo", var port, var domain] => RawEcho.Run(int.Parse(port, null), domain),
    ["gateway-child", var port, var engine, var connection] => await GatewayChild.RunAsync(int.Parse(port, null), engine, connection),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: XmppGateway.Benchmarks wire [--n STANZAS] [--passes PASSES]
               XmppGateway.Benchmarks pipeline [--n MESSAGES] [--passes PASSES] [--postgres CONNECTION] [--server PORT] [--secret SECRET]
               XmppGateway.Benchmarks contacts [--contacts N]
               XmppGateway.Benchmarks presence [--contacts N] [--passes PASSES]
               XmppGateway.Benchmarks rooms [--members N] [--rooms N]
               XmppGateway.Benchmarks startup --program OUT/xmpp-gateway [--runs N]
        """);
    return 2;
}
