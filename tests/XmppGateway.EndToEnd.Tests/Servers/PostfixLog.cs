using System.Text.RegularExpressions;

namespace XmppGateway.EndToEnd.Tests.Servers;

/// <summary>
/// The order in which Postfix took mails over. A mailbox does not show it: Postfix delivers side by side.
/// </summary>
public static partial class PostfixLog
{
    /// <summary>Message-IDs, the first taken first; one that was taken twice is there twice.</summary>
    public static async Task<IReadOnlyList<string>> AcceptedAsync()
    {
        var log = await File.ReadAllTextAsync(Path.Combine(ServerScript.StateFolder, "mail", "postfix.log"));
        return [.. MessageIdLine().Matches(log).Select(match => match.Groups[1].Value)];
    }

    /// <summary>The reverse paths of the gateway's mails, the first taken first.</summary>
    public static async Task<IReadOnlyList<string>> ReturnPathsAsync()
    {
        var log = await File.ReadAllTextAsync(Path.Combine(ServerScript.StateFolder, "mail", "postfix.log"));
        return [.. ReturnPathLine().Matches(log).Select(match => match.Groups[1].Value).Distinct()];
    }

    [GeneratedRegex(@"/qmgr\[\d+\]: \w+: from=<(b\+[^>\n]*@bridge\.test)>")]
    private static partial Regex ReturnPathLine();

    [GeneratedRegex(@"/cleanup\[\d+\]: \w+: message-id=(<[^>\n]*>)")]
    private static partial Regex MessageIdLine();
}
