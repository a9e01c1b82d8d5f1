using System.Globalization;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Component;

/// <summary>
/// Sees whether all stanzas of the domain come to this link, soon after each attachment and from time to time: a server that divides them, among programs
/// that are there or not, loses messages without a word to anybody. Any thread may look.
/// </summary>
internal sealed partial class BalanceWatch(string network, string domain, TimeProvider time, ILogger<BalanceWatch> logger)
{
    /// <summary>The first things that are said after an attachment go before.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    /// <summary>The configuration may change while the link lives.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>Until the operator has put it right.</summary>
    public static readonly TimeSpan WhileWrong = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly Echoes _echoes = new(Jid.Parse(domain));
    private volatile string? _trouble;

    /// <summary>What is wrong, for operators; null as far as is known. Stays over a lost link until a round has come back.</summary>
    public string? Trouble => _trouble;

    /// <summary>Words for a round of which only a part came back.</summary>
    public static string Describe(int back) => string.Create(
        CultureInfo.InvariantCulture,
        $"only {back} of {Echoes.Count} stanzas that were sent to it came back: the XMPP server divides its traffic (domain_balancing of ejabberd, or another program is attached with its name), " +
        $"and what comes not here is lost");

    /// <summary>For as long as the link is attached.</summary>
    public async Task RunAsync(IComponentLink link, CancellationToken cancellationToken)
    {
        await Task.Delay(Soon, time, cancellationToken);
        while (true)
        {
            var back = await _echoes.CountAsync(link.SendAsync, Patience, time, cancellationToken);
            if (back is > 0 and < Echoes.Count && _trouble is null)
            {
                // A server that is slow for once is no reason.
                back = await _echoes.CountAsync(link.SendAsync, Patience, time, cancellationToken);
            }

            Judge(back);
            await Task.Delay(_trouble is null ? Every : WhileWrong, time, cancellationToken);
        }
    }

    /// <summary>Takes what has come back.</summary>
    public bool TryReturn(Stanza stanza) => _echoes.TryReturn(stanza);

    /// <summary>None at all says nothing: there may be servers that do not bring a domain's stanzas back to it. The fence is for dead links.</summary>
    private void Judge(int? back)
    {
        switch (back)
        {
            case Echoes.Count when _trouble is not null:
                _trouble = null;
                Log.Mended(logger, network, domain);
                break;
            case > 0 and < Echoes.Count when _trouble is null:
                _trouble = Describe(back.Value);
                Log.Divided(logger, network, domain, _trouble);
                break;
            default:
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2006, LogLevel.Error, "{Network}: misconfigured: component {Domain}: {Reason}. Remove domain_balancing from ejabberd.yml and "
            + "attach one program only: two gateways take turns by themselves")]
        public static partial void Divided(ILogger logger, string network, string domain, string reason);

        [LoggerMessage(2007, LogLevel.Information, "{Network}: everything for component {Domain} comes here again")]
        public static partial void Mended(ILogger logger, string network, string domain);
    }
}
