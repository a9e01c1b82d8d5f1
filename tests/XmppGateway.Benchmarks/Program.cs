using XmppGateway.Benchmarks.Wire;

// Each benchmark is a subcommand; those that end in -echo are the child processes of the wire benchmark.
return args switch
{
    ["wire", .. var rest] => WireBenchmark.Run(rest),
    ["library-echo", var port, var domain] => await LibraryEcho.RunAsync(int.Parse(port, null), domain),
    ["raw-echo", var port, var domain] => RawEcho.Run(int.Parse(port, null), domain),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: XmppGateway.Benchmarks wire [--n STANZAS] [--passes PASSES]");
    return 2;
}
