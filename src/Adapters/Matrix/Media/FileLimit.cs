using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>How large a file from Matrix may be.</summary>
internal static class FileLimit
{
    /// <summary>For the user: why a file is not there.</summary>
    public static LocalText TooLarge(long bytes, long maxBytes) => new(
        $"The file has {Megabytes(bytes)}; the gateway fetches files of up to {Megabytes(maxBytes)} from Matrix.",
        $"Die Datei hat {Megabytes(bytes)}; das Gateway holt von Matrix Dateien bis zu {Megabytes(maxBytes)}.");

    /// <summary>The content of a file that ends with an error when it is larger than was said and than the operator allows.</summary>
    /// <param name="content">The content from a position on; goes with it.</param>
    /// <param name="start">The position.</param>
    /// <param name="maxBytes">How many bytes a whole file may have.</param>
    public static BoundedStream Of(Stream content, long start, long maxBytes) =>
        new(content, maxBytes - start, read => new IOException(TooLarge(start + read, maxBytes).English));

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MiB");
}
