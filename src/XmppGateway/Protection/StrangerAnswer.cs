namespace XmppGateway.Protection;

/// <summary>What a user says about a stranger.</summary>
internal enum StrangerAnswer
{
    Accept,

    /// <summary>Not this time: the author is told, and may be asked about again.</summary>
    Decline,
    Block,
    Report,
}

/// <summary>The words for it, in every language at once: whoever was asked in German may have an English client. Pure.</summary>
internal static class StrangerWords
{
    private const int Longest = 20;

    /// <summary>The answer that a message is, when it is nothing else than one word for it.</summary>
    public static StrangerAnswer? Read(string text)
    {
        var word = text.AsSpan().Trim(" \t\r\n.,!\"'„“”»«");
        return word.Length > Longest ? null : word.ToString().ToLowerInvariant() switch
        {
            "accept" or "annehmen" or "angenommen" or "akzeptieren" => StrangerAnswer.Accept,
            "decline" or "ablehnen" or "abgelehnt" => StrangerAnswer.Decline,
            "block" or "blockieren" or "sperren" => StrangerAnswer.Block,
            "report" or "melden" or "spam" => StrangerAnswer.Report,
            _ => null,
        };
    }
}
