namespace XmppGateway.Outbox;

/// <summary>What has become of an arrival that this program failed on.</summary>
internal enum ArrivalFate
{
    /// <summary>Put aside: the operator can have it tried again.</summary>
    Kept,

    /// <summary>Removed by the operator.</summary>
    GivenUp,
}
