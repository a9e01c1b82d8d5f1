using XmppGateway.Adapters.Email.Trimming;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Trimming;

public sealed class ReplyTrimmerTests
{
    /// <summary>How programs introduce a quotation, at least one for each language.</summary>
    public static TheoryData<string> Introductions =>
    [
        "On Mon, 3 Jun 2024 at 10:15, Bob Example <bob@example.test> wrote:",
        "Am 03.06.24 um 10:15 schrieb Bob Example:",
        "Am Mo., 3. Juni 2024 um 10:15 Uhr schrieb Bob <bob@example.test>:",
        "Le lun. 3 juin 2024 à 10:15, Bob <bob@example.test> a écrit :",
        "El lun, 3 jun 2024 a las 10:15, Bob (<bob@example.test>) escribió:",
        "Il giorno lun 3 giu 2024 alle ore 10:15 Bob <bob@example.test> ha scritto:",
        "Em seg., 3 de jun. de 2024 às 10:15, Bob <bob@example.test> escreveu:",
        "Op ma 3 jun 2024 om 10:15 schreef Bob <bob@example.test>:",
        "pon., 3 cze 2024 o 10:15 Bob <bob@example.test> napisał(a):",
        "Den mån 3 juni 2024 kl 10:15 skrev Bob <bob@example.test>:",
        "man. 3. jun. 2024 kl. 10:15 skrev Bob <bob@example.test>:",
        "ma 3. kesäk. 2024 klo 10.15 Bob (bob@example.test) kirjoitti:",
        "пн, 3 июн. 2024 г. в 10:15, Bob <bob@example.test>:",
        "03.06.2024 10:15, Bob пишет:",
        "пн, 3 черв. 2024 р. о 10:15 Bob <bob@example.test> пише:",
        "po 3. 6. 2024 v 10:15 odesílatel Bob <bob@example.test> napsal:",
        "Bob <bob@example.test> ezt írta (időpont: 2024. jún. 3., H, 10:15):",
        "În lun., 3 iun. 2024 la 10:15, Bob <bob@example.test> a scris:",
        "Bob <bob@example.test>, 3 Haz 2024 Pzt, 10:15 tarihinde şunu yazdı:",
        "Στις Δευ 3 Ιουν 2024 στις 10:15 π.μ., Bob <bob@example.test> έγραψε:",
        "在 2024年6月3日 10:15，Bob <bob@example.test> 写道：",
        "Bob <bob@example.test> 於 2024年6月3日 週一 上午10:15寫道：",
        "2024年6月3日(月) 10:15 Bob <bob@example.test>:",
        "2024년 6월 3일 (월) 오전 10:15, Bob <bob@example.test>님이 작성:",
    ];

    public static TheoryData<string> HeaderBlocks =>
    [
        "From: Bob <b@x.test>\nSent: Monday, June 3, 2024 10:15\nTo: Alice\nSubject: Hi",
        "Von: Bob\nGesendet: Montag, 3. Juni 2024 10:15\nAn: Alice\nBetreff: Hi",
        "De : Bob\nEnvoyé : lundi 3 juin 2024 10:15\nÀ : Alice\nObjet : Hi",
        "De: Bob\nEnviado: lunes, 3 de junio de 2024 10:15\nPara: Alice\nAsunto: Hi",
        "Da: Bob\nInviato: lunedì 3 giugno 2024 10:15\nA: Alice\nOggetto: Hi",
        "De: Bob\nEnviada em: segunda-feira, 3 de junho de 2024 10:15\nPara: Alice\nAssunto: Hi",
        "Van: Bob\nVerzonden: maandag 3 juni 2024 10:15\nAan: Alice\nOnderwerp: Hi",
        "Od: Bob\nWysłano: poniedziałek, 3 czerwca 2024 10:15\nDo: Alice\nTemat: Hi",
        "Fra: Bob\nSendt: 3. juni 2024 10:15\nTil: Alice\nEmne: Hi",
        "Från: Bob\nSkickat: den 3 juni 2024 10:15\nTill: Alice\nÄmne: Hi",
        "Lähettäjä: Bob\nLähetetty: maanantai 3. kesäkuuta 2024 10.15\nVastaanottaja: Alice\nAihe: Hi",
        "От: Bob\nОтправлено: 3 июня 2024 г. 10:15\nКому: Alice\nТема: Hi",
        "Від: Bob\nНадіслано: 3 червня 2024 р. 10:15\nКому: Alice\nТема: Hi",
        "Od: Bob\nOdesláno: 3. června 2024 10:15\nKomu: Alice\nPředmět: Hi",
        "Feladó: Bob\nElküldve: 2024. június 3. 10:15\nCímzett: Alice\nTárgy: Hi",
        "Kimden: Bob\nGönderildi: 3 Haziran 2024 10:15\nKime: Alice\nKonu: Hi",
        "发件人: Bob\n发送时间: 2024年6月3日 10:15\n收件人: Alice\n主题: Hi",
        "差出人: Bob\n送信日時: 2024年6月3日 10:15\n宛先: Alice\n件名: Hi",
        "보낸 사람: Bob\n보낸 날짜: 2024년 6월 3일 10:15\n받는 사람: Alice\n제목: Hi",
        "*From:* Bob\n*Date:* Monday\n*To:* Alice\n*Subject:* Hi",
    ];

    [Theory]
    [MemberData(nameof(Introductions))]
    public void An_introduced_quotation_is_cut(string introduction)
    {
        var trimmed = ReplyTrimmer.Trim($"Yes!\n\n{introduction}\n\n> Will you come?\n> Bob");

        Assert.Equal("Yes!", trimmed.Visible);
        Assert.Equal($"{introduction}\n\n> Will you come?\n> Bob", trimmed.Cut);
    }

    [Theory]
    [MemberData(nameof(Introductions))]
    public void And_so_is_an_answered_mail_without_signs(string introduction) =>
        Assert.Equal("Yes!", ReplyTrimmer.Trim($"Yes!\n\n{introduction}\n\nWill you come?\n\nBob").Visible);

    [Theory]
    [MemberData(nameof(HeaderBlocks))]
    public void A_mail_below_its_fields_is_cut(string block) =>
        Assert.Equal("Yes!", ReplyTrimmer.Trim($"Yes!\n\n________________________________\n{block}\n\nWill you come?").Visible);

    [Theory]
    [MemberData(nameof(HeaderBlocks))]
    public void But_stays_where_it_is_passed_on(string block) =>
        Assert.EndsWith("Will you come?", ReplyTrimmer.Trim($"See below\n\n{block}\n\nWill you come?", isForward: true).Visible, StringComparison.Ordinal);

    [Theory]
    [InlineData("-----Original Message-----")]
    [InlineData("-----Ursprüngliche Nachricht-----")]
    [InlineData("-------- Message d'origine --------")]
    [InlineData("-----Mensaje original-----")]
    [InlineData("-----Messaggio originale-----")]
    [InlineData("-----Mensagem original-----")]
    [InlineData("-----Oorspronkelijk bericht-----")]
    [InlineData("-----Oryginalna wiadomość-----")]
    [InlineData("-----Ursprungligt meddelande-----")]
    [InlineData("-----Opprinnelig melding-----")]
    [InlineData("-----Alkuperäinen viesti-----")]
    [InlineData("-------- Исходное сообщение --------")]
    [InlineData("-----Původní zpráva-----")]
    [InlineData("-----原始邮件-----")]
    [InlineData("_____ Original Message _____")]
    public void What_is_below_an_original_line_is_cut(string line) => Assert.Equal("Yes!", ReplyTrimmer.Trim($"Yes!\n\n{line}\nWill you come?").Visible);

    [Theory]
    [InlineData("---------- Forwarded message ---------")]
    [InlineData("-------- Weitergeleitete Nachricht --------")]
    [InlineData("Begin forwarded message:")]
    [InlineData("Anfang der weitergeleiteten Nachricht:")]
    [InlineData("Début du message transféré :")]
    [InlineData("-------- Пересланное сообщение --------")]
    public void What_is_passed_on_stays(string line)
    {
        var text = $"Please read\n\n{line}\nFrom: x\nTo: y\nSubject: z\n\nthe words\n-- \nBob";

        Assert.Equal(new TrimmedText(text, ""), ReplyTrimmer.Trim(text));
    }

    [Theory]
    [InlineData("-- \nBob\nHead of things")]
    [InlineData("--\nBob")]
    [InlineData("_______\nList of things\nhttps://list.example.test/")]
    [InlineData("-----------\nBob Example\n+49 30 123456\nbob@example.test")]
    [InlineData("Sent from my iPhone")]
    [InlineData("Von meinem iPhone gesendet")]
    [InlineData("Gesendet mit der GMX Mail App")]
    [InlineData("Envoyé de mon iPhone")]
    [InlineData("Enviado desde mi iPhone")]
    [InlineData("Inviato da iPhone")]
    [InlineData("Enviado do meu iPhone")]
    [InlineData("Verstuurd vanaf mijn iPhone")]
    [InlineData("Wysłane z iPhone'a")]
    [InlineData("Skickat från min iPhone")]
    [InlineData("Sendt fra min iPhone")]
    [InlineData("Lähetetty iPhonesta")]
    [InlineData("Отправлено с iPhone")]
    [InlineData("Надіслано з iPhone")]
    [InlineData("发自我的iPhone")]
    [InlineData("iPhoneから送信")]
    [InlineData("나의 iPhone에서 보냄")]
    [InlineData("Get Outlook for Android<https://aka.ms/AAb9ysg>")]
    public void Signatures_are_cut(string signature) => Assert.Equal("I come.", ReplyTrimmer.Trim("I come.\n\n" + signature).Visible);

    [Theory]
    [InlineData("Just this.")]
    [InlineData("> only a quotation")]
    [InlineData("-- \nBob")]
    [InlineData("Sent from my iPhone")]
    [InlineData("On Mon, 3 Jun 2024 at 10:15, Bob <bob@example.test> wrote:\n\n> hi")]
    [InlineData("From: Bob\nSent: Monday\nTo: Alice\nSubject: Hi\n\ntext")]
    [InlineData("He wrote:\n\nIt is done at 10:30.")]
    [InlineData("We meet at 10:30.\nBob then wrote:\n\nI shall be late.")]
    [InlineData("Points:\n-- first\n-- second\n\nThanks")]
    [InlineData("Reminder\n\nGet milk\n\nBye")]
    [InlineData("One\n\n---\n\nTwo, and more words")]
    [InlineData("Log of 2024-01-02 for bob@example.test:\n\nall is well")]
    [InlineData("From: here\nto there")]
    [InlineData("Date: 1 June 2024\nPlace: Rome\n\nSee you")]
    [InlineData("The notification was sent from my iPhone app to all users.")]
    [InlineData("")]
    public void Nothing_else_is_cut(string text) => Assert.Equal(new TrimmedText(text, ""), ReplyTrimmer.Trim(text));

    [Fact]
    public void Answers_between_quotations_keep_what_they_answer()
    {
        var trimmed = ReplyTrimmer.Trim("On 3 Jun 2024, at 10:15, Bob <b@x.test> wrote:\n> Coffee?\n\nYes.\n\n> Tea?\n\nNo.\n\n> bye\n> Bob\n-- \nAlice");

        Assert.Equal("> Coffee?\n\nYes.\n\n> Tea?\n\nNo.", trimmed.Visible);
        Assert.Equal("On 3 Jun 2024, at 10:15, Bob <b@x.test> wrote:\n> bye\n> Bob\n-- \nAlice", trimmed.Cut);
    }

    [Fact]
    public void An_answer_below_the_whole_quotation_stands_alone() =>
        Assert.Equal("Yes.", ReplyTrimmer.Trim("Am 3.6.2024 um 10:15 schrieb Bob:\n> Coffee?\n> Bob\n\nYes.").Visible);

    [Fact]
    public void A_long_quotation_before_an_answer_keeps_its_end()
    {
        var quoted = Enumerable.Range(1, 40).Select(i => $"> line {i}").ToList();
        var visible = ReplyTrimmer.Trim("Hello\n" + string.Join('\n', quoted) + "\nanswer").Visible;

        Assert.Equal("Hello\n" + string.Join('\n', quoted.TakeLast(10)) + "\nanswer", visible);
    }
}
