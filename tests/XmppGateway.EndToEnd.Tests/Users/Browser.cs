using System.Buffers.Binary;
using System.IO.Compression;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A browser without a window (Debian's chromium-headless-shell).</summary>
public static class Browser
{
    private static readonly string[] Usual = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--window-size=1200,900", "--virtual-time-budget=2000"];

    /// <summary>What the page has become, as HTML.</summary>
    public static async Task<string> ReadAsync(Uri page) => (await RunAsync("--dump-dom", page)).Output;

    /// <summary>How it looks; a PNG file.</summary>
    public static async Task<string> PictureAsync(Uri page, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await RunAsync($"--screenshot={file}", page);
        Assert.True(File.Exists(file), "the browser made no picture");
        return file;
    }

    /// <summary>How many points of a picture have this colour.</summary>
    public static int CountPoints(string file, byte red, byte green, byte blue)
    {
        var count = 0;
        var (rows, width, channels) = Decode(File.ReadAllBytes(file));
        foreach (var row in rows)
        {
            for (var x = 0; x < width * channels; x += channels)
                count += row[x] == red && row[x + 1] == green && row[x + 2] == blue ? 1 : 0;
        }

        return count;
    }

    private static async Task<Shell.Outcome> RunAsync(string what, Uri page)
    {
        var profile = Directory.CreateTempSubdirectory("xmpp-gateway-browser-").FullName;
        try
        {
            var outcome = await Shell.RunAsync("chromium-headless-shell", [.. Usual, $"--user-data-dir={profile}", what, page.AbsoluteUri]);
            Assert.True(outcome.ExitCode == 0, outcome.Error);
            return outcome;
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }

    // PNG (RFC 2083), as far as the browser writes it: 8 bits, RGB or RGBA, not interlaced.
    private static (List<byte[]> Rows, int Width, int Channels) Decode(byte[] png)
    {
        var width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
        var height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));
        Assert.Equal((8, 0), (png[24], png[28]));
        var channels = png[25] == 6 ? 4 : 3;
        using var packed = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (png.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
                packed.Write(png, at + 8, length);
            at += length + 12;
        }

        packed.Position = 0;
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        var rows = new List<byte[]>();
        var above = new byte[width * channels];
        for (var y = 0; y < height; y++)
        {
            var filter = unpacked.ReadByte();
            var row = new byte[width * channels];
            unpacked.ReadExactly(row);
            for (var x = 0; x < row.Length; x++)
                row[x] += Predicted(filter, x < channels ? (byte)0 : row[x - channels], above[x], x < channels ? (byte)0 : above[x - channels]);
            rows.Add(above = row);
        }

        return (rows, width, channels);
    }

    private static byte Predicted(int filter, byte left, byte up, byte corner)
    {
        int Distance(byte value) => Math.Abs(left + up - corner - value);
        return filter switch
        {
            0 => 0,
            1 => left,
            2 => up,
            3 => (byte)((left + up) / 2),
            4 => Distance(left) <= Distance(up) && Distance(left) <= Distance(corner) ? left : Distance(up) <= Distance(corner) ? up : corner,
            _ => throw new InvalidDataException("no PNG filter"),
        };
    }
}
