using System.Collections.Frozen;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>What a file could do to those who open it.</summary>
internal enum FileDanger
{
    /// <summary>Nothing that is known of here.</summary>
    None,

    /// <summary>It runs.</summary>
    Program,

    /// <summary>It is a document with programs inside.</summary>
    Macros,

    /// <summary>It is a web page: it can look like a log-in.</summary>
    Page,

    /// <summary>It runs, and its name says that it is something else.</summary>
    Disguised,
}

/// <summary>Tells dangerous files by their name, their type and their first bytes. What it does not know may be dangerous all the same. Pure.</summary>
internal static class FileDangers
{
    private static readonly FrozenSet<string> Programs = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        ".exe", ".scr", ".com", ".pif", ".bat", ".cmd", ".msi", ".msp", ".mst", ".msix", ".appx", ".js", ".jse", ".mjs", ".vbs", ".vbe", ".wsf", ".wsh", ".wsc",
        ".hta", ".ps1", ".psm1", ".psc1", ".jar", ".jnlp", ".class", ".lnk", ".url", ".reg", ".cpl", ".dll", ".sys", ".ocx", ".drv", ".inf", ".scf", ".chm", ".hlp",
        ".iso", ".img", ".vhd", ".vhdx", ".apk", ".ipa", ".app", ".dmg", ".pkg", ".command", ".deb", ".rpm", ".run", ".appimage", ".sh", ".bash", ".csh", ".desktop",
        ".py", ".pyw", ".pyz", ".pyzw", ".pl", ".rb", ".php", ".xll", ".wll", ".application", ".appref-ms", ".gadget", ".settingcontent-ms", ".library-ms",
        ".search-ms", ".searchconnector-ms", ".theme", ".themepack", ".diagcab", ".diagcfg", ".diagpkg", ".msc", ".vb", ".ws", ".sct", ".xbap", ".ps1xml", ".cdxml", ".cab",
        ".wim", ".ace", ".one", ".mde", ".ade");

    private static readonly FrozenSet<string> WithMacros = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, ".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm", ".potm", ".ppsm", ".ppam", ".sldm", ".xla", ".xlm", ".ppa",
        ".slk", ".iqy");

    private static readonly FrozenSet<string> Pages = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, ".html", ".htm", ".shtml", ".xhtml", ".xhtm", ".xht", ".mht", ".mhtml", ".svg", ".svgz", ".xml", ".xsl");

    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".txt", ".rtf", ".csv", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".zip", ".mp3", ".mp4",
        ".wav", ".eml", ".ics", ".vcf");

    /// <param name="name">Clean.</param>
    /// <param name="declared">The type as the mail says.</param>
    /// <param name="first">The first bytes.</param>
    public static FileDanger Of(string name, string declared, ReadOnlySpan<byte> first)
    {
        // Windows takes no notice of dots and spaces at the end.
        var bare = name.TrimEnd(' ', '.');
        var ending = Path.GetExtension(bare);
        var inner = Path.GetExtension(Path.GetFileNameWithoutExtension(bare).TrimEnd());
        var isProgram = Programs.Contains(ending) || IsProgram(first);
        var isPage = Pages.Contains(ending) || declared is "text/html" or "application/xhtml+xml" or "image/svg+xml" or "application/hta";
        return isProgram && (Harmless.Contains(inner) || Harmless.Contains(ending)) ? FileDanger.Disguised
            : isProgram ? FileDanger.Program
            : isPage ? Harmless.Contains(inner) ? FileDanger.Disguised : FileDanger.Page
            : WithMacros.Contains(ending) || HoldsMacros(first) ? FileDanger.Macros
            : FileDanger.None;
    }

    /// <summary>Windows, Linux, macOS, Java; a script that names its interpreter; a shortcut.</summary>
    private static bool IsProgram(ReadOnlySpan<byte> first) =>
        (first.StartsWith("MZ"u8) && first.Length > 64) || first.StartsWith("\u007FELF"u8) || first.StartsWith("#!/"u8)
        || first.StartsWith((ReadOnlySpan<byte>)[0xCF, 0xFA, 0xED, 0xFE]) || first.StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xBA, 0xBE])
        || first.StartsWith((ReadOnlySpan<byte>)[0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0]);

    /// <summary>The name that Office gives to macros, in the directory of the file as far as it was read.</summary>
    private static bool HoldsMacros(ReadOnlySpan<byte> first) => first.StartsWith("PK"u8) && first.IndexOf("vbaProject.bin"u8) >= 0;
}
