using XmppGateway.Adapters.Email.Files;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// Reading of what may be larger than memory should be: in windows, each of which is left when it was read. For what is smaller than one window it
/// is the same as reading it at once.
/// </summary>
internal static class LargeSpan
{
    public const int Window = 1024 * 1024;

    /// <summary>Says that these bytes are not needed soon: those of a mapped file go out of memory, and come back when they are read again.</summary>
    public static void Leave(ReadOnlySpan<byte> read)
    {
        if (read.Length >= Window)
        {
            MappedFile.Leave(read);
        }
    }

    public static int IndexOf(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> what)
    {
        for (var start = 0; ; start += Window)
        {
            // A hit may lie across the end of a window.
            var window = raw[start..(int)Math.Min(raw.Length, (long)start + Window + what.Length - 1)];
            if (window.IndexOf(what) is >= 0 and var at)
            {
                return start + at;
            }

            if (start + window.Length == raw.Length)
            {
                return -1;
            }

            Leave(window);
        }
    }

    /// <summary>The windows in order, all of it together.</summary>
    /// <param name="raw">What is read.</param>
    /// <param name="endsLines">They end with lines, so that a window can be longer.</param>
    public static WindowEnumerator Windows(ReadOnlySpan<byte> raw, bool endsLines = false) => new(raw, endsLines);

    /// <summary>Where the window ends that begins at a position.</summary>
    public static int EndOf(ReadOnlySpan<byte> raw, int start, int size, bool endsLines)
    {
        if (raw.Length - start <= size)
        {
            return raw.Length;
        }

        if (!endsLines)
        {
            return start + size;
        }

        var line = raw.Slice(start, size).LastIndexOf((byte)'\n');
        var further = line < 0 ? raw[(start + size)..].IndexOf((byte)'\n') : 0;
        return line >= 0 ? start + line + 1 : further < 0 ? raw.Length : start + size + further + 1;
    }

    internal ref struct WindowEnumerator(ReadOnlySpan<byte> raw, bool endsLines)
    {
        private readonly ReadOnlySpan<byte> _raw = raw;
        private int _end;

        public Range Current { get; private set; }

        public readonly WindowEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_end == _raw.Length)
            {
                return false;
            }

            var end = EndOf(_raw, _end, Window, endsLines);
            Current = _end..end;
            _end = end;
            return true;
        }
    }
}
