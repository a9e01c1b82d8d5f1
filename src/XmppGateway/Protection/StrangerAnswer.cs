namespace XmppGateway.Protection;

/// <summary>What a user says about a stranger.</summary>
internal enum StrangerAnswer
{
    Accept,
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
            "block" or "blockieren" or "sperren" => StrangerAnswer.Block,
            "report" or "melden" or "spam" => StrangerAnswer.Report,
            _ => null,
        };
    }
}
