using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>Reads replies: <c>*( code "-" [text] CRLF ) code [ SP text ] CRLF</c> (RFC 5321 §4.2), within limits.</summary>
internal sealed class ReplyReader(Stream stream)
{
    /// <summary>RFC 5321 §4.5.3.1.5 says 512; servers with a lot to explain go beyond.</summary>
    private const int MaxLineBytes = 4096;

    private const int MaxLines = 128;

    private readonly PipeReader _input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    /// <summary>Whether the server has already sent something that nobody asked for.</summary>
    public bool HasBufferedInput
    {
        get
        {
            if (!_input.TryRead(out var result))
                return false;

            var any = !result.Buffer.IsEmpty;
            _input.AdvanceTo(result.Buffer.Start);
            return any;
        }
    }

    /// <exception cref="SmtpUnavailableException">The server hung up, or this is no SMTP.</exception>
    public async ValueTask<SmtpReply> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line is not [>= '2' and <= '5', >= '0' and <= '9', >= '0' and <= '9', ..] || line.Length > 3 && line[3] is not (' ' or '-'))
                throw new SmtpUnavailableException(SmtpTexts.NotUnderstood, "The mail server did not answer in SMTP.");

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
                return new(((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0'), lines);
            if (lines.Count == MaxLines)
                throw new SmtpUnavailableException(SmtpTexts.NotUnderstood, "The mail server's answer does not end.");
        }
    }

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _input.ReadAsync(cancellationToken);
            var reader = new SequenceReader<byte>(result.Buffer);
            if (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
            {
                // COMPAT(old servers): a bare LF ends a reply line too; nothing can be smuggled in this direction.
                var text = line.Length > MaxLineBytes ? null : Printable(line);
                _input.AdvanceTo(reader.Position);
                return text ?? throw new SmtpUnavailableException(SmtpTexts.NotUnderstood, "The mail server's answer is too long.");
            }

            _input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.Buffer.Length > MaxLineBytes)
                throw new SmtpUnavailableException(SmtpTexts.NotUnderstood, "The mail server's answer is too long.");
            if (result.IsCompleted)
                throw new SmtpUnavailableException(SmtpTexts.ConnectionLost, "The mail server closed the connection.");
        }
    }

    /// <summary>Replies are shown to people and logged: control characters do not get that far.</summary>
    private static string Printable(ReadOnlySequence<byte> line) =>
        string.Concat(Encoding.UTF8.GetString(line).TrimEnd('\r').Select(c => char.IsControl(c) ? ' ' : c));
}
