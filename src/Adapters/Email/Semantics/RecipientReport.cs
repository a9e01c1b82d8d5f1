namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>What a delivery report says about one recipient (RFC 3464 §2.3).</summary>
/// <param name="Recipient">The address, as the report has it (without its type); empty when it names none.</param>
/// <param name="Action"><c>failed</c>, <c>delayed</c>, <c>delivered</c>, <c>relayed</c>, <c>expanded</c>; lower case.</param>
/// <param name="Status">The RFC 3463 code: <c>5.1.1</c>; empty when there is none.</param>
/// <param name="DiagnosticText">The remote server's own words, in one line.</param>
internal sealed record RecipientReport(string Recipient, string Action, string Status, string DiagnosticText)
{
    public bool IsFailure => Action == "failed" || (Action.Length == 0 && Status.StartsWith('5'));

    public bool IsDelay => Action == "delayed" || (Action.Length == 0 && Status.StartsWith('4'));
}
