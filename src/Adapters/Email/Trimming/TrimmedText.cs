namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>A mail's text in two: what its author wrote now, and the rest.</summary>
/// <param name="Visible">What is shown. Says something whenever the whole text did.</param>
/// <param name="Cut">What was there too: the mail that is answered, signatures. Empty when nothing was cut.</param>
internal sealed record TrimmedText(string Visible, string Cut);
