using XmppGateway.Benchmarks;
using XmppGateway.Benchmarks.Compare;
using XmppGateway.Benchmarks.Mail;
using XmppGateway.Benchmarks.Pipeline;
using XmppGateway.Benchmarks.Scale;
using XmppGateway.Benchmarks.Wire;

// Each benchmark is a subcommand; library-echo, raw-echo, gateway-child and mail-child are the child processes that are measured.
return args switch
{
    ["wire", .. var rest] => WireBenchmark.Run(rest),
    ["pipeline", .. var rest] => PipelineBenchmark.Run(rest),
    ["contacts", .. var rest] => ContactMemory.Run(rest),
    ["presence", .. var rest] => await PresenceStorm.RunAsync(rest),
    ["rooms", .. var rest] => await RoomEntries.RunAsync(rest),
    ["mail", .. var rest] => MailReading.Run(rest),
    ["mail-flow", .. var rest] => await MailFlow.RunAsync(rest),
    ["mail-files", .. var rest] => await MailFiles.RunAsync(rest),
    ["startup", .. var rest] => Startup.Run(rest),
    ["compare", .. var rest] => await CompareBenchmark.RunAsync(rest),
    ["scale", .. var rest] => await ScaleBenchmark.RunAsync(rest),
    ["library-echo", var port, var domain] => await LibraryEcho.RunAsync(int.Parse(port, null), domain),
    ["raw-echo", var port, var domain] => RawEcho.Run(int.Parse(port, null), domain),
    ["gateway-child", var port, var engine, var connection] => await GatewayChild.RunAsync(int.Parse(port, null), engine, connection),
    ["mail-child", var port, var smtp, var folder] => await MailChild.RunAsync(int.Parse(port, null), int.Parse(smtp, null), folder),
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
               XmppGateway.Benchmarks mail --corpora FOLDER [--rounds N] [--passes PASSES]
               XmppGateway.Benchmarks mail-flow [--n MAILS] [--passes PASSES] [--connections N]
               XmppGateway.Benchmarks mail-files [--mib MIB] [--passes PASSES]
               XmppGateway.Benchmarks startup --program OUT/xmpp-gateway [--runs N]
               XmppGateway.Benchmarks compare [--server prosody|ejabberd] [--program OUT/xmpp-gateway] [--n MESSAGES] [--passes PASSES] [--window N]
                                              [--alone N] [--pause MS] [--report FILE]
               XmppGateway.Benchmarks scale --program OUT/xmpp-gateway [--contacts N,N,...] [--users N] [--runs N] [--n MESSAGES] [--alone N]
                                            [--report FILE]
        """);
    return 2;
}
