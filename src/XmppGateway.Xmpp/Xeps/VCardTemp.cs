using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0054: the vCard that every client knows.</summary>
public static class VCardTemp
{
    public static readonly string Feature = Namespaces.VCardTemp.NamespaceName;

    private static readonly XName Name = Namespaces.VCardTemp + "vCard";

    public static bool IsRequest(Stanza stanza) => stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(Name) is not null;

    /// <summary>True for one that is to be the vCard from now on.</summary>
    public static bool IsUpdate(Stanza stanza) => stanza is { Kind: StanzaKind.Iq, Type: "set" } && stanza.Payload(Name) is not null;

    /// <summary>True for a vCard with the content of a picture, whatever it is.</summary>
    public static bool HasPhoto(Stanza stanza) =>
        stanza.Payload(Name)?.Element(Namespaces.VCardTemp + "PHOTO")?.Element(Namespaces.VCardTemp + "BINVAL")?.Value.Trim().Length > 0;

    public static XElement Request() => new(Name);

    public static XElement Create(PersonalDetails details) => new(
        Name,
        Text("FN", details.FullName),
        Text("NICKNAME", details.Nickname),
        details.Photo is not { } photo ? null : Element(
            "PHOTO", Text("TYPE", photo.MediaType), Text("BINVAL", Convert.ToBase64String(photo.Content.Span))),
        details.Phones.Select(phone => Element("TEL", Element("VOICE"), Text("NUMBER", phone))),
        // The DTD wants what kind of address it is; USERID holds it.
        details.Emails.Select(email => Element("EMAIL", Element("INTERNET"), Text("USERID", email))),
        details.Uris.Select(uri => Text("URL", uri)),
        Text("DESC", details.Note));

    /// <summary>What a vCard says; null when the stanza has none. A picture that is no Base64 is left out.</summary>
    /// <param name="maximumPhoto">In bytes; a larger one is left out.</param>
    public static PersonalDetails? Find(Stanza result, int maximumPhoto) => result.Payload(Name) is not { } card ? null : new PersonalDetails(Value(card, "FN"))
    {
        Nickname = Value(card, "NICKNAME"),
        Photo = PhotoOf(card.Element(Namespaces.VCardTemp + "PHOTO"), maximumPhoto),
    };

    private static PersonalPhoto? PhotoOf(XElement? photo, int maximum)
    {
        if (photo is null || Value(photo, "BINVAL") is not { } text || text.Length > maximum * 2L)
        {
            return null;
        }

        var content = new byte[text.Length];
        return Convert.TryFromBase64String(text, content, out var length) && length > 0 && length <= maximum
            ? new PersonalPhoto(Value(photo, "TYPE") ?? "", content.AsMemory(0, length))
            : null;
    }

    private static string? Value(XElement parent, string name) =>
        parent.Element(Namespaces.VCardTemp + name)?.Value.Trim() is { Length: > 0 } value ? value : null;

    private static XElement? Text(string name, string? value) => value is null ? null : new XElement(Namespaces.VCardTemp + name, value);

    private static XElement Element(string name, params object?[] content) => new(Namespaces.VCardTemp + name, content);
}
