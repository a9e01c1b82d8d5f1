using System.Runtime.InteropServices;
using System.Text;

namespace XmppGateway.Testing.Oracles;

/// <summary>GMime 3 as a second opinion on mail. Debian: libgmime-3.0-0. Never asked for a boundary: issue 165 of its tracker ends the process.</summary>
public static partial class GMime
{
    private const string Library = "libgmime-3.0.so.0";
    private const string Objects = "libgobject-2.0.so.0";
    private const string Glib = "libglib-2.0.so.0";

    private static readonly Lazy<bool> Loaded = new(() =>
    {
        if (!NativeLibrary.TryLoad(Library, out _))
        {
            return false;
        }

        g_mime_init();
        return true;
    });

    /// <summary>False where the library is not installed.</summary>
    public static bool IsInstalled => Loaded.Value;

    /// <summary>Reads the whole mail and decodes every part.</summary>
    /// <param name="raw">The mail.</param>
    /// <param name="visit">Gets the tree: <c>{</c> with the type of a container, its parts, <c>}</c>; null contents for containers.</param>
    public static OracleMail? Read(byte[] raw, Action<string, byte[]?>? visit = null)
    {
        var stream = g_mime_stream_mem_new_with_buffer(raw, raw.Length);
        var parser = g_mime_parser_new_with_stream(stream);
        var message = g_mime_parser_construct_message(parser, 0);
        try
        {
            if (message == 0)
            {
                return null;
            }

            Walk(g_mime_message_get_mime_part(message), visit ?? ((_, _) => { }), 0);
            var from = internet_address_list_get_address(g_mime_message_get_from(message), 0);
            return new OracleMail(Text(g_mime_message_get_subject(message)), from == 0 ? null : Text(internet_address_get_name(from)));
        }
        finally
        {
            Release(message);
            Release(parser);
            Release(stream);
        }
    }

    private static void Walk(nint part, Action<string, byte[]?> visit, int depth)
    {
        if (part == 0 || depth > 40)
        {
            return;
        }

        if (Is(part, g_mime_multipart_get_type()))
        {
            visit("multipart{", null);
            for (var i = 0; i < g_mime_multipart_get_count(part); i++)
            {
                Walk(g_mime_multipart_get_part(part, i), visit, depth + 1);
            }

            visit("}", null);
        }
        else if (Is(part, g_mime_message_part_get_type()))
        {
            visit("message{", null);
            var inner = g_mime_message_part_get_message(part);
            Walk(inner == 0 ? 0 : g_mime_message_get_mime_part(inner), visit, depth + 1);
            visit("}", null);
        }
        else if (Is(part, g_mime_text_part_get_type()))
        {
            var text = g_mime_text_part_get_text(part);
            visit("leaf", Encoding.UTF8.GetBytes(Text(text) ?? ""));
            g_free(text);
        }
        else if (Is(part, g_mime_part_get_type()))
        {
            visit("leaf", Content(g_mime_part_get_content(part)));
        }
    }

    private static byte[] Content(nint wrapper)
    {
        if (wrapper == 0)
        {
            return [];
        }

        var stream = g_mime_stream_mem_new();
        g_mime_data_wrapper_write_to_stream(wrapper, stream);
        var array = g_mime_stream_mem_get_byte_array(stream);
        var content = new byte[Marshal.ReadInt32(array, nint.Size)];
        if (content.Length > 0)
        {
            Marshal.Copy(Marshal.ReadIntPtr(array), content, 0, content.Length);
        }

        Release(stream);
        return content;
    }

    private static bool Is(nint instance, nint type) => g_type_check_instance_is_a(instance, type) != 0;

    private static string? Text(nint utf8) => Marshal.PtrToStringUTF8(utf8);

    private static void Release(nint instance)
    {
        if (instance != 0)
        {
            g_object_unref(instance);
        }
    }

#pragma warning disable SA1300, IDE1006, CA5392 // The names are the library's, and where it stands is the system's matter.
    [LibraryImport(Library)]
    private static partial void g_mime_init();

    [LibraryImport(Library)]
    private static partial nint g_mime_stream_mem_new();

    [LibraryImport(Library)]
    private static partial nint g_mime_stream_mem_new_with_buffer(byte[] buffer, nint length);

    [LibraryImport(Library)]
    private static partial nint g_mime_stream_mem_get_byte_array(nint stream);

    [LibraryImport(Library)]
    private static partial nint g_mime_parser_new_with_stream(nint stream);

    [LibraryImport(Library)]
    private static partial nint g_mime_parser_construct_message(nint parser, nint options);

    [LibraryImport(Library)]
    private static partial nint g_mime_message_get_subject(nint message);

    [LibraryImport(Library)]
    private static partial nint g_mime_message_get_from(nint message);

    [LibraryImport(Library)]
    private static partial nint g_mime_message_get_mime_part(nint message);

    [LibraryImport(Library)]
    private static partial nint g_mime_multipart_get_type();

    [LibraryImport(Library)]
    private static partial nint g_mime_message_part_get_type();

    [LibraryImport(Library)]
    private static partial nint g_mime_text_part_get_type();

    [LibraryImport(Library)]
    private static partial nint g_mime_part_get_type();

    [LibraryImport(Library)]
    private static partial int g_mime_multipart_get_count(nint multipart);

    [LibraryImport(Library)]
    private static partial nint g_mime_multipart_get_part(nint multipart, int index);

    [LibraryImport(Library)]
    private static partial nint g_mime_message_part_get_message(nint part);

    [LibraryImport(Library)]
    private static partial nint g_mime_text_part_get_text(nint part);

    [LibraryImport(Library)]
    private static partial nint g_mime_part_get_content(nint part);

    [LibraryImport(Library)]
    private static partial nint g_mime_data_wrapper_write_to_stream(nint wrapper, nint stream);

    [LibraryImport(Library)]
    private static partial nint internet_address_list_get_address(nint list, int index);

    [LibraryImport(Library)]
    private static partial nint internet_address_get_name(nint address);

    [LibraryImport(Objects)]
    private static partial void g_object_unref(nint instance);

    [LibraryImport(Objects)]
    private static partial int g_type_check_instance_is_a(nint instance, nint type);

    [LibraryImport(Glib)]
    private static partial void g_free(nint memory);
#pragma warning restore SA1300, IDE1006, CA5392
}
