using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix;

/// <summary>Files of people on Matrix.</summary>
internal sealed partial class MatrixAdapter : IProvidesMedia
{
    public ValueTask<MediaResult> OpenMediaAsync(string source, long offset, CancellationToken cancellationToken) =>
        Parts.Media.OpenAsync(source, offset, cancellationToken);
}
