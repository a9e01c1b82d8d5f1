namespace XmppGateway.Abstractions;

/// <summary>A key that an adapter reads in the section of its network, as the reference of the options prints it.</summary>
/// <param name="Key">
/// Its path in the section: <c>Lmtp:Listen</c>; the items of a list as <c>Key:*</c>. A last part that is one of the engine's names of secrets (such
/// as <c>Password</c>) has a second form with <c>File</c>, which is not listed.
/// </param>
/// <param name="Otherwise">What holds without it, in Markdown: <c>must be there</c>, <c>none</c>, or a value between backticks.</param>
/// <param name="Meaning">What it is, in Markdown, on one line, without a capital and without a full stop.</param>
public sealed record AdapterOption(string Key, string Otherwise, string Meaning);
