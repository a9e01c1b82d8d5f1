using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>
/// A file as memory that the system reads from the disk when it is touched. The file must have no name, so that nobody can cut it short: what is
/// behind its end cannot be read. Spans of it must not outlive it.
/// </summary>
internal sealed unsafe partial class MappedFile : MemoryManager<byte>
{
    private const int MadvDontNeed = 4;

    // Bytes that are left must be known to be of a file that is still there: of other memory they would be lost.
    private static readonly Lock Opening = new();
    private static readonly List<MappedFile> Open = [];

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private byte* _start;

    /// <param name="file">Stays the caller's, and can be closed at once.</param>
    /// <param name="length">Its length, above 0.</param>
    /// <exception cref="IOException">The system has no room for it.</exception>
    public MappedFile(FileStream file, int length)
    {
        _length = length;
        _file = MemoryMappedFile.CreateFromFile(file, null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        try
        {
            _view = _file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
            _start += _view.PointerOffset;
        }
        catch
        {
            _view?.Dispose();
            _file.Dispose();
            throw;
        }

        lock (Opening)
            Open.Add(this);
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new(_start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new(_start + elementIndex);
    }

    public override void Unpin()
    {
    }

    /// <summary>Takes these bytes out of memory when they are of a mapped file. They can be read again; nothing changes but the time that it takes.</summary>
    public static void Leave(ReadOnlySpan<byte> bytes)
    {
        if (!OperatingSystem.IsLinux())
            return;

        var first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
        lock (Opening)
        {
            foreach (var file in Open)
            {
                if (first >= file._start && first + bytes.Length <= file._start + file._length)
                {
                    // What else lies on the first and the last page comes back as well.
                    var page = Environment.SystemPageSize;
                    var from = (nint)first / page * page;
                    _ = Advise(from, (nint)first + bytes.Length - from, MadvDontNeed);
                    return;
                }
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (Opening)
        {
            if (!disposing || !Open.Remove(this))
                return;

            _start = null;
        }

        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(nint start, nint length, int advice);
}
