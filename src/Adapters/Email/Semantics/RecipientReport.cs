namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>What a delivery report says about one recipient (RFC 3464 §2.3).</summary>
/// <param name="Recipient">The address, as the report has it (without its type); empty when it names none.</param>
/// <param name="Action"><c>failed</c>, <c>delayed</c>, <c>delivered</c>, <c>relayed</c>, <c>expanded</c>, or what else a program says; lower case.</param>
/// <param name="Status">The RFC 3463 code: <c>5.1.1</c>; empty when there is none.</param>
/// <param name="DiagnosticText">The remote server's own words, in one line.</param>
internal sealed record RecipientReport(string Recipient, string Action, string Status, string DiagnosticText)
{
    public bool IsFailure => Action == "failed" || (!IsKnown && Status.StartsWith('5'));

    public bool IsDelay => Action == "delayed" || (!IsKnown && Status.StartsWith('4'));

    /// <summary>RFC 3464 §2.3.3: the five words. What another one means its status says, which the same section demands.</summary>
    private bool IsKnown => Action is "failed" or "delayed" or "delivered" or "relayed" or "expanded";

    /// <summary>The class of the status (RFC 3463 §3.1): 2 success, 4 for now, 5 for good; empty when even that is unknown.</summary>
    public string Class => Status.Length > 0 ? Status[..1] : Action switch
    {
        "failed" => "5",
        "delayed" => "4",
        "delivered" or "relayed" or "expanded" => "2",
        _ => "",
    };

    /// <summary>True when the address itself is the trouble: no such mailbox, no such domain, moved away.</summary>
    public bool IsHard => Class == "5" && FailureReasons.IsOfAddress(Status, DiagnosticText);
}
