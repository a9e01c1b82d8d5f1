namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>Lines that say how somebody is reached: an address, a site, a number.</summary>
internal static class ContactLine
{
    private const int FewestDigits = 6;
    private const int MostOther = 12;

    public static bool Is(string line)
    {
        if (line.Contains("://", StringComparison.Ordinal) || line.Contains("www.", StringComparison.OrdinalIgnoreCase)
            || (line.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && line.IndexOf('.', at) > 0))
        {
            return true;
        }

        var digits = line.Count(char.IsAsciiDigit);
        return digits >= FewestDigits && line.Count(c => char.IsLetter(c)) <= MostOther;
    }
}
