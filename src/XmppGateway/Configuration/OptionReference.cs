using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Composition;

namespace XmppGateway.Configuration;

/// <summary>The reference of all options in Markdown: <c>config/README.md</c> is what this prints.</summary>
internal static class OptionReference
{
    private const string Before = """
        # Configuration

        Printed by `xmpp-gateway options`. Texts are changed in the program.

        `xmpp-gateway check --config FILE` finds every mistake at once, and exits with 2 when there is one. [gateway.json](gateway.json) shows every
        option with a comment; editors read [gateway.schema.json](gateway.schema.json), printed by `xmpp-gateway options --schema`. Lines for the
        servers around it: [prosody/](prosody), [ejabberd/](ejabberd), [postfix/](postfix), [exim/](exim).

        - The file is JSON; comments and trailing commas are allowed. Relative file names begin in its folder.
        - Every key is also an environment variable, which wins: `XMPPGATEWAY__Xmpp__Secret`, `XMPPGATEWAY__Networks__mail__Domain`. There, and
          only there, a list is one text with commas.
        - Every secret (`Secret`, `Password`, `Token`, `Connection`, `Secrets:Key`) can be in a file of its own: `SecretFile`, `PasswordFile`,
          `TokenFile`, `ConnectionFile`, `Secrets:KeyFile`. Line ends at its end do not count. Keep such files to yourself: `chmod 600`.
        - A key that nobody reads is a mistake, so that a typing error does not silently leave a default in force; so is one value where a list or a
          section belongs, and the other way round.

        """;

    private const string Between = """

        Further keys of a network belong to its adapter:

        """;

    private const string After = """

        Not an option: a message to another network has at most 100,000 characters (UTF-16 units). A longer one is not sent, and its sender gets the
        error `policy-violation` with the number. A longer text from another network comes in numbered parts of at most 180,000 bytes.

        The name of a network (the `*` above) stands in the store: a renamed network is a new one, whose people start anew.
        """;

    /// <summary>Everything, with the keys of the adapters that are there.</summary>
    public static string Print(AdapterCatalog catalog)
    {
        var text = new StringBuilder(Before).Append('\n');
        AppendTable(text, "key", OptionTable.All.Select(option => (option.Key, option.Otherwise, MeaningOf(option))));
        text.Append(Between);
        foreach (var (kind, options) in catalog.Modules.OrderBy(module => module.Kind, StringComparer.Ordinal).Select(module => (module.Kind, (module as IListsOptions)?.Options ?? [])))
        {
            text.Append('\n');
            AppendTable(text, $"`{kind}`", options.Select(option => (option.Key, option.Otherwise, option.Meaning)));
        }

        return text.Append(After).Append('\n').ToString();
    }

    private static void AppendTable(StringBuilder text, string title, IEnumerable<(string Key, string Otherwise, string Meaning)> rows)
    {
        text.Append("| ").Append(title).Append(" | without it | what it is |\n|---|---|---|\n");
        foreach (var (key, otherwise, meaning) in rows)
        {
            text.Append("| `").Append(key).Append("` | ").Append(otherwise).Append(" | ").Append(meaning).Append(" |\n");
        }
    }

    private static string MeaningOf(OptionDescription option) => option.Form.InWords is { Length: > 0 } limits ? $"{option.Meaning} ({limits})" : option.Meaning;
}
