using System.Buffers;
using System.Collections.Frozen;

namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>Lines between a mail and the one that it answers or passes on.</summary>
internal static class SeparatorLine
{
    private const string Ornament = " \t\u00A0-–—_=*~";
    private const int Longest = 120;
    private static readonly SearchValues<char> OrnamentOnly = SearchValues.Create(Ornament);

    private static readonly FrozenSet<string> Original = Set(
        "Original Message", "Original Email", "Reply message", "Ursprüngliche Nachricht", "Originalnachricht", "Original-Nachricht", "Originalmeldung",
        "Message d'origine", "Message d’origine", "Message original", "Message initial", "Mensaje original", "Mensagem original", "Messaggio originale",
        "Oorspronkelijk bericht", "Origineel bericht", "Oorspronkelijke bericht", "Oryginalna wiadomość", "Wiadomość oryginalna", "Treść oryginalnej wiadomości",
        "Original meddelelse", "Oprindelig meddelelse", "Oprindelig besked", "Opprinnelig melding", "Originalmelding", "Ursprungligt meddelande",
        "Originalmeddelande", "Alkuperäinen viesti", "Исходное сообщение", "Оригинальное сообщение", "Первоначальное сообщение", "Пересылаемое сообщение",
        "Вихідне повідомлення", "Оригінальне повідомлення", "Původní zpráva", "Původní e-mail", "Pôvodná správa", "Eredeti üzenet", "Mesaj original",
        "Orijinal Mesaj", "Özgün ileti", "Αρχικό μήνυμα", "Izvorna poruka", "Originalna poruka", "Algne kiri", "Missatge original", "Thư gốc", "Pesan asli",
        "הודעה מקורית", "الرسالة الأصلية", "原始邮件", "原始郵件", "原邮件", "元のメッセージ", "オリジナルメッセージ", "원본 메시지", "원본 메일");

    private static readonly FrozenSet<string> Forwarded = Set(
        "Forwarded message", "Forwarded Message", "Begin forwarded message", "Forwarded by", "Weitergeleitete Nachricht", "Anfang der weitergeleiteten Nachricht",
        "Anfang der weitergeleiteten E-Mail", "Message transféré", "Message transmis", "Début du message transféré", "Début du message réexpédié", "Mensaje reenviado",
        "Inicio del mensaje reenviado", "Mensagem encaminhada", "Início da mensagem encaminhada", "Início da mensagem reencaminhada", "Messaggio inoltrato",
        "Inizio messaggio inoltrato", "Doorgestuurd bericht", "Begin doorgestuurd bericht", "Wiadomość przekazana dalej", "Przekazana wiadomość", "Treść przekazanej wiadomości",
        "Videresendt meddelelse", "Videresendt besked", "Start på videresendt besked", "Videresendt melding", "Begynnelse på videresendt melding", "Vidarebefordrat meddelande",
        "Vidarebefordrat brev", "Vidarebefordrat mejl", "Välitetty viesti", "Välitetty viesti alkaa", "Пересланное сообщение", "Пересылаемое сообщение", "Перенаправленное сообщение",
        "Начало переадресованного сообщения", "Переслане повідомлення", "Переадресоване повідомлення", "Přeposlaná zpráva", "Preposlaná správa", "Továbbított üzenet",
        "Mesaj redirecționat", "İletilen mesaj", "Προωθημένο μήνυμα", "Proslijeđena poruka", "Edasisaadetud kiri", "Missatge reenviat", "Thư đã chuyển tiếp", "Pesan terusan",
        "הודעה שהועברה", "رسالة معاد توجيهها", "转发的邮件", "轉寄的郵件", "转发邮件信息", "下面是被转发的邮件", "転送されたメッセージ", "전달된 메시지");

    public static bool BeginsOriginal(string line) => Original.Contains(Words(line, needsOrnament: true));

    public static bool BeginsForwarded(string line) => Forwarded.Contains(Words(line, needsOrnament: false));

    /// <summary>A line of nothing but a drawn line.</summary>
    public static bool IsRule(string line) =>
        line.AsSpan().Trim() is { Length: >= 3 } text && text.IndexOfAnyExcept(OrnamentOnly) < 0;

    /// <summary>The words of a line without what decorates it; empty where they are the author's or too many.</summary>
    private static string Words(string line, bool needsOrnament)
    {
        var text = line.AsSpan().Trim();
        if (text.Length is 0 or > Longest)
        {
            return "";
        }

        var bare = text.Trim(Ornament).TrimEnd(":：").TrimEnd();
        var isMarked = text[0] is '-' or '–' or '—' or '_' or '=' or '*' or '~' || text[^1] is ':' or '：';
        return bare.IsEmpty || (needsOrnament && text[0] == bare[0]) || !isMarked ? "" : bare.ToString();
    }

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
