using System.Buffers.Text;
using System.Runtime.CompilerServices;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>The parts of a mail that are files, in base64 with lines of 76 characters (RFC 2045 §6.8), encoded while they are sent.</summary>
internal sealed class FilesOfMail(MixedMail mail, IReadOnlyList<SpooledFile> files) : IMailRest
{
    private const int LineBytes = 57;
    private const int LineLength = 76;
    private const int LinesAtOnce = 512;

    public long Length => mail.End.Length + mail.Fronts.Sum(front => (long)front.Length) + files.Sum(file => EncodedLength(file.Length));

    /// <summary>The bytes that a file takes in a mail.</summary>
    public static long EncodedLength(long bytes) => ((bytes + 2) / 3 * 4) + ((bytes + LineBytes - 1) / LineBytes * 2);

    /// <summary>The largest file whose encoding fits.</summary>
    public static long LargestWithin(long encoded) => Math.Max(0, encoded / (LineLength + 2) * LineBytes);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plain = new byte[LinesAtOnce * LineBytes];
        var wire = new byte[LinesAtOnce * (LineLength + 2)];
        for (var i = 0; i < files.Count; i++)
        {
            yield return mail.Fronts[i];
            for (long position = 0; position < files[i].Length;)
            {
                var read = await files[i].ReadAsync(position, plain, cancellationToken);
                if (read == 0)
                    throw new EndOfStreamException("A file became shorter while it was sent.");

                position += read;
                yield return wire.AsMemory(0, Encode(plain.AsSpan(0, read), wire));
            }
        }

        yield return mail.End;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in files)
            await file.DisposeAsync();
    }

    private static int Encode(ReadOnlySpan<byte> plain, Span<byte> wire)
    {
        var length = 0;
        while (!plain.IsEmpty)
        {
            var line = plain[..Math.Min(LineBytes, plain.Length)];
            Base64.EncodeToUtf8(line, wire[length..], out _, out var written);
            length += written;
            wire[length++] = (byte)'\r';
            wire[length++] = (byte)'\n';
            plain = plain[line.Length..];
        }

        return length;
    }
}
