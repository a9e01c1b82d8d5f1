namespace XmppGateway.Adapters.Email;

/// <summary>One received mail.</summary>
/// <param name="ReturnPath">Null: never answer this mail with a notification.</param>
/// <param name="ShowsSubject">The chat was told its subject; told again when the mail is handed over again.</param>
/// <param name="LostTrust">The chat was told that earlier mails were verified and this one is not.</param>
/// <param name="AnswerTo">Where the answer to it goes, when that is not the contact.</param>
/// <param name="AnswersFollow">Its thread goes on there, too: the contact has asked for it for sure, and no list.</param>
/// <param name="AsksReceipt">It asks to be told, at <paramref name="ReturnPath"/>, that it was displayed, and was not yet.</param>
/// <param name="IsUnproved">The chat was told that nobody proves who has written this, the first mail.</param>
internal sealed record ReceivedMail(
    string Id, string? ReturnPath, bool ShowsSubject = false, bool LostTrust = false, string? AnswerTo = null, bool AnswersFollow = false,
    bool AsksReceipt = false, bool IsUnproved = false);
