using System.Diagnostics;
using System.Text.Json;

namespace XmppGateway.Testing.Oracles;

/// <summary>Python's email package as a second opinion, reading and writing.</summary>
public static class PythonMail
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Both scripts take one JSON array and give one.
    private const string ReadScript = """
        import base64, email, email.policy, json, sys
        out = []
        for raw in json.load(sys.stdin):
            mail = email.message_from_bytes(base64.b64decode(raw), policy=email.policy.default)
            sender = mail['From'].addresses[0] if mail['From'] and mail['From'].addresses else None
            body = mail.get_body(('plain',))
            out.append({'Subject': mail['Subject'], 'Name': sender.display_name if sender else None, 'Address': sender.addr_spec if sender else None,
                        'Text': body.get_content() if body else None, 'Files': [part.get_filename() for part in mail.iter_attachments()]})
        json.dump(out, sys.stdout)
        """;

    private const string WriteScript = """
        import base64, email.headerregistry, email.message, email.policy, json, sys
        out = []
        for wanted in json.load(sys.stdin):
            mail = email.message.EmailMessage(policy=email.policy.SMTP)
            mail['From'] = email.headerregistry.Address(wanted['Name'], addr_spec=wanted['Address'])
            mail['Subject'] = wanted['Subject']
            mail.set_content(wanted['Text'])
            for name in wanted['Files']:
                mail.add_attachment(b'x', maintype='application', subtype='pdf', filename=name)
            out.append(base64.b64encode(mail.as_bytes()).decode())
        json.dump(out, sys.stdout)
        """;

    /// <summary>A mail as Python sees it.</summary>
    public sealed record Mail(string? Subject, string? Name, string? Address, string? Text, IReadOnlyList<string?> Files);

    /// <summary>Reads all of them; null where python3 is not installed.</summary>
    public static IReadOnlyList<Mail>? Read(IReadOnlyList<byte[]> mails) =>
        Run(ReadScript, JsonSerializer.Serialize(mails)) is { } output ? JsonSerializer.Deserialize<List<Mail>>(output) : null;

    /// <summary>Writes all of them; null where python3 is not installed.</summary>
    public static IReadOnlyList<byte[]>? Write(IReadOnlyList<Mail> mails) =>
        Run(WriteScript, JsonSerializer.Serialize(mails)) is { } output ? JsonSerializer.Deserialize<List<byte[]>>(output) : null;

    private static string? Run(string script, string input)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("python3", ["-X", "utf8", "-c", script])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var trouble = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                throw new TimeoutException("python3 does not end.");
            }

            return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : throw new InvalidOperationException(trouble.GetAwaiter().GetResult());
        }
    }
}
