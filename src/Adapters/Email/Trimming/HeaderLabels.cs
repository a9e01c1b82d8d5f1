using System.Collections.Frozen;

namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>What the fields of a mail are called where programs write them above the mail that is answered.</summary>
internal static class HeaderLabels
{
    /// <summary>The fields that such a block has.</summary>
    [Flags]
    public enum Field
    {
        None = 0,
        From = 1,
        Sent = 2,
        To = 4,
        Subject = 8,
        Copy = 16,
        ReplyTo = 32,
    }

    private static readonly (Field Field, string[] Names)[] Table =
    [
        (Field.From, ["From", "Von", "De", "Expéditeur", "Da", "Van", "Od", "Od:", "Fra", "Från", "Lähettäjä", "От", "От кого", "Від", "Від кого", "Feladó", "De la", "Kimden", "Gönderen", "Από", "Šalje", "Saatja", "No", "Nuo", "Từ", "Dari", "מאת", "من", "发件人", "寄件者", "寄件人", "發件人", "差出人", "送信者", "보낸 사람", "보낸사람", "จาก"]),
        (Field.Sent, ["Sent", "Date", "Sent at", "Gesendet", "Datum", "Gesendet am", "Envoyé", "Envoyé le", "Message du", "Date d'envoi", "Enviado", "Enviado el", "Fecha", "Enviada", "Enviada em", "Enviado em", "Data", "Inviato", "Data invio", "Verzonden", "Verzonden op", "Wysłano", "Data wysłania", "Wysłane", "Sendt", "Dato", "Skickat", "Skickat den", "Lähetetty", "Päivämäärä", "Päiväys", "Отправлено", "Дата", "Надіслано", "Відправлено", "Odesláno", "Odoslané", "Dátum", "Elküldve", "Küldve", "Trimis", "Gönderildi", "Gönderme Tarihi", "Tarih", "Στάλθηκε", "Ημερομηνία", "Poslano", "Saadetud", "Nosūtīts", "Išsiųsta", "Đã gửi", "Terkirim", "Dikirim", "נשלח", "תאריך", "تم الإرسال", "发送时间", "发送日期", "日期", "傳送日期", "寄件日期", "送信日時", "日時", "日付", "보낸 날짜", "날짜", "วันที่"]),
        (Field.To, ["To", "An", "À", "A", "Para", "Aan", "Do", "Til", "Till", "Vastaanottaja", "Кому", "Komu", "Pre", "Címzett", "Către", "Kime", "Alıcı", "Προς", "Za", "Prima", "Saaja", "Kam", "Kas", "Kepada", "Đến", "אל", "إلى", "收件人", "收件者", "宛先", "받는 사람", "받는사람", "ถึง"]),
        (Field.Subject, ["Subject", "Betreff", "Objet", "Sujet", "Asunto", "Assunto", "Oggetto", "Onderwerp", "Temat", "Emne", "Ämne", "Aihe", "Тема", "Předmět", "Predmet", "Tárgy", "Subiect", "Konu", "Θέμα", "Teema", "Temats", "Tema", "Assumpte", "Chủ đề", "Subjek", "Perihal", "נושא", "الموضوع", "主题", "主旨", "主題", "件名", "제목", "เรื่อง"]),
        (Field.Copy, ["Cc", "Kopie", "Copie", "Copie à", "CC", "Kopia", "Kopi", "Kopio", "Копия", "Копія", "Másolat", "Bilgi", "抄送", "副本", "참조", "Bcc", "Importance", "Priority", "Wichtigkeit", "Priorità", "Importancia", "Organization", "Newsgroups", "On Behalf Of"]),
        (Field.ReplyTo, ["Reply-To", "Reply To", "Antwort an", "Répondre à", "Responder a", "Rispondi a", "Antwoord aan", "Svara till", "Svar til", "Odpowiedz do"]),
    ];

    private static readonly FrozenDictionary<string, Field> Names = Table
        .SelectMany(row => row.Names.Select(name => (Name: name.TrimEnd(':'), row.Field)))
        .DistinctBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(pair => pair.Name, pair => pair.Field, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Field>.AlternateLookup<ReadOnlySpan<char>> BySpan = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    public static int Longest { get; } = Names.Keys.Max(name => name.Length);

    /// <summary>The field of a label.</summary>
    public static Field Find(ReadOnlySpan<char> label) => BySpan.TryGetValue(label, out var field) ? field : Field.None;
}
