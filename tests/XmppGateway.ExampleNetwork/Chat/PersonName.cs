namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>The name of a person: 1 to 64 ASCII letters, digits, dots, hyphens and underscores. Case makes no difference.</summary>
/// <param name="Folded">The one form that is compared.</param>
/// <param name="Written">As it was written.</param>
internal readonly record struct PersonName(string Folded, string Written)
{
    private const int Longest = 64;

    /// <summary>Reads a name as people type it, with or without an at-sign before it; null when it is none.</summary>
    public static PersonName? Read(string text)
    {
        var name = text.AsSpan().Trim();
        name = name is ['@', .. var rest] ? rest : name;
        if (name.Length is 0 or > Longest || !char.IsAsciiLetterOrDigit(name[0]))
        {
            return null;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
            {
                return null;
            }
        }

        var written = name.ToString();
        return new PersonName(written.ToLowerInvariant(), written);
    }
}
