namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>What telephones and programs write in the place of a signature: "Sent from my iPhone".</summary>
internal static class DeviceLine
{
    private const int Longest = 200;
    private const int MostWords = 9;
    private const int MostExcuse = 8;

    /// <summary>What stands before and behind the name of the device.</summary>
    private static readonly (string Before, string After)[] Forms =
    [
        // English
        ("Sent from my ", ""), ("Sent from ", ""), ("Sent via ", ""), ("Sent with ", ""), ("Sent using ", ""), ("From my ", ""), ("Get Outlook", ""), ("Written on my ", ""),
        ("", " from mobile"), ("", " via mobile"), ("via mobile", ""), ("from mobile", ""),

        // German
        ("Gesendet von ", ""), ("Gesendet mit ", ""), ("Gesendet über ", ""), ("Von meinem ", " gesendet"), ("Von meiner ", " gesendet"), ("Diese Nachricht wurde ", " gesendet"),
        ("Diese E-Mail wurde von ", " gesendet"), ("Holen Sie sich Outlook", ""), ("Outlook für ", " beziehen"),

        // French, Spanish, Italian, Portuguese
        ("Envoyé depuis ", ""), ("Envoyé de ", ""), ("Envoyé à partir de ", ""), ("Envoyé avec ", ""), ("Envoyé par ", ""), ("Télécharger Outlook", ""), ("Obtenir Outlook", ""),
        ("Enviado desde ", ""), ("Enviado con ", ""), ("Obtener Outlook", ""), ("Inviato da ", ""), ("Inviato dal ", ""), ("Inviato con ", ""), ("Ottieni Outlook", ""), ("Scarica Outlook", ""),
        ("Enviado do ", ""), ("Enviado de ", ""), ("Enviado pelo ", ""), ("Enviado a partir do ", ""), ("Enviado via ", ""), ("Obter o Outlook", ""),

        // Dutch, Danish, Norwegian, Swedish, Finnish
        ("Verzonden met ", ""), ("Verzonden vanaf ", ""), ("Verstuurd vanaf ", ""), ("Verstuurd met ", ""), ("Verzonden via ", ""),
        ("Sendt fra ", ""), ("Sendt med ", ""), ("Hent Outlook", ""), ("Skickat från ", ""), ("Skickat med ", ""), ("Hämta Outlook", ""), ("Hanki Outlook", ""),

        // Polish, Czech, Slovak, Russian, Ukrainian, Hungarian, Romanian, Turkish
        ("Wysłane z ", ""), ("Wysłano z ", ""), ("Pobierz Outlook", ""), ("Odesláno z ", ""), ("Odoslané z ", ""), ("Отправлено с ", ""), ("Отправлено из ", ""), ("Отправлено от ", ""),
        ("Надіслано з ", ""), ("Відправлено з ", ""), ("", " küldve"), ("Trimis de pe ", ""), ("Trimis din ", ""), ("", " gönderildi"),

        // Chinese, Japanese, Korean
        ("发自我的", ""), ("發自我的", ""), ("发自", ""), ("從我的", "傳送"), ("从我的", "发送"), ("来自我的", ""), ("", "から送信"), ("", "から送信されました"), ("나의 ", "에서 보냄"), ("내 ", "에서 보냄"), ("", "에서 보냄"),
    ];

    /// <summary>The same, where other things are said so as well: a word for a device has to be there.</summary>
    private static readonly (string Before, string After)[] Ambiguous = [("Sent by ", ""), ("Von ", " gesendet"), ("Lähetetty ", "")];

    private static readonly string[] Devices =
    [
        "phone", "mobil", "cell", "tablet", "device", "galaxy", "android", "handy", "telefon", "teléfono", "téléphone", "celular", "mail", "телефон", "смартфон", "gerät", "móvil", "appareil",
        "outlook", "手机", "手機", "携帯",
    ];

    private static readonly string[] Excuses = ["excuse", "typo", "brevity", "forgive", "pardon", "entschuldig", "tippfehler", "kürze", "disculp", "scus", "desculp"];

    public static bool Is(string line)
    {
        if (line.Length > Longest)
        {
            return false;
        }

        // Links of Markdown count for their text.
        var text = line.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).AsSpan().Trim(" \t\u00A0()<>*_");

        var name = FirstClause(text, out var rest).TrimEnd(".!。 )");
        return IsExcuse(rest) && (Names(name, Forms, needsDevice: false) || Names(name, Ambiguous, needsDevice: true));
    }

    private static bool Names(ReadOnlySpan<char> clause, (string Before, string After)[] forms, bool needsDevice)
    {
        foreach (var (before, after) in forms)
        {
            if (clause.Length >= before.Length + after.Length
                && clause.StartsWith(before, StringComparison.OrdinalIgnoreCase) && clause.EndsWith(after, StringComparison.OrdinalIgnoreCase)
                && (before.Length > 0 || char.IsUpper(clause[0]) || clause[0] is 'i'))
            {
                // "Someone from mobile": the words are the device.
                var device = after.Contains("mobile", StringComparison.Ordinal) || before.Contains("mobile", StringComparison.Ordinal)
                    ? clause
                    : clause[before.Length..^after.Length];
                if (IsDevice(device, needsDevice))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A few words, among them one for a device or a name: with a capital or a digit in it.</summary>
    private static bool IsDevice(ReadOnlySpan<char> text, bool needsDevice)
    {
        var words = 0;
        var isNamed = false;
        foreach (var range in text.Split(' '))
        {
            var word = text[range];
            words += word.IsEmpty ? 0 : 1;
            isNamed |= !needsDevice && (word.ContainsAnyInRange('A', 'Z') || word.ContainsAnyInRange('0', '9'));
        }

        foreach (var device in Devices)
        {
            isNamed |= text.Contains(device, StringComparison.OrdinalIgnoreCase);
        }

        return isNamed && words is > 0 and <= MostWords;
    }

    private static ReadOnlySpan<char> FirstClause(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        for (var i = 1; i < text.Length; i++)
        {
            // A link may follow without a space: "Outlook for iOShttps://…".
            var isEnd = text[i] is '<' or '(' || text[i..].StartsWith("http", StringComparison.Ordinal)
                || (text[i] is '.' or ',' or '!' && (i + 1 == text.Length || text[i + 1] == ' '));
            if (isEnd)
            {
                rest = text[i..];
                return text[..i].TrimEnd();
            }
        }

        rest = default;
        return text;
    }

    private static bool IsExcuse(ReadOnlySpan<char> rest)
    {
        var words = rest.Trim(" .,!");
        if (words.IsEmpty || words[0] is '<' or '(' || words.StartsWith("http", StringComparison.Ordinal))
        {
            return true;
        }

        foreach (var excuse in Excuses)
        {
            if (words.Contains(excuse, StringComparison.OrdinalIgnoreCase) && words.Count(' ') < MostExcuse)
            {
                return true;
            }
        }

        return false;
    }
}
