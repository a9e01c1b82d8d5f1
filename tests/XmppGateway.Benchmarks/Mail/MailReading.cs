using System.Globalization;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Testing.Oracles;

namespace XmppGateway.Benchmarks.Mail;

/// <summary>Reads and decodes every part of every mail of a folder, with our reader and with GMime, one after the other.</summary>
internal static class MailReading
{
    public static int Run(string[] args)
    {
        var folder = Options.Text(args, "--corpora");
        if (folder is null || !Directory.Exists(folder))
        {
            Console.Error.WriteLine("mail needs --corpora FOLDER");
            return 2;
        }

        var mails = Directory.EnumerateFiles(folder, "*.eml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        var rounds = Options.Number(args, "--rounds", 20);
        Console.WriteLine($"{mails.Count:N0} mails, {mails.Sum(mail => (long)mail.Length) / mails.Count:N0} bytes on average");
        Console.WriteLine();
        Console.WriteLine("| reader | pass | CPU µs a mail | MB/s | bytes allocated a mail |");
        Console.WriteLine("|---|---|---|---|---|");
        for (var pass = 1; pass <= Options.Number(args, "--passes", 3); pass++)
        {
            Measure("ours", pass, mails, rounds, Read);
            if (GMime.IsInstalled)
            {
                Measure("GMime", pass, mails, rounds, ReadWithGMime);
            }
        }

        return 0;
    }

    private static void Measure(string name, int pass, List<byte[]> mails, int rounds, Func<byte[], long> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var began = Environment.CpuUsage.TotalTime;
        var decoded = 0L;
        for (var round = 0; round < rounds; round++)
        {
            foreach (var mail in mails)
            {
                decoded += read(mail);
            }
        }

        var taken = Environment.CpuUsage.TotalTime - began;
        var count = mails.Count * (long)rounds;
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        var bytes = mails.Sum(mail => (long)mail.Length) * rounds;
        GC.KeepAlive(decoded);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {pass} | {taken.TotalMicroseconds / count:0.0} | {bytes / taken.TotalSeconds / 1e6:0} | {allocated:N0} |"));
    }

    private static long Read(byte[] raw)
    {
        var mail = MessageView.Read(raw);
        long decoded = (mail.Subject?.Length ?? 0) + (mail.From is [var from, ..] ? from.DisplayName?.Length ?? 0 : 0);
        foreach (var part in mail.Root.Walk())
        {
            if (part.Children.Count == 0)
            {
                decoded += part.ContentType.IsText ? part.Text.Length : part.DecodeBody().Length;
            }
        }

        return decoded;
    }

    private static long ReadWithGMime(byte[] raw)
    {
        var decoded = 0L;
        var mail = GMime.Read(raw, (_, content) => decoded += content?.Length ?? 0);
        return decoded + (mail?.Subject?.Length ?? 0);
    }
}
