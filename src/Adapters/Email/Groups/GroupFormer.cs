namespace XmppGateway.Adapters.Email.Groups;

/// <summary>Somebody who was in a group, and what was said until then is for them.</summary>
/// <param name="Person">As they were.</param>
/// <param name="Until">Since when they are not any more, in milliseconds since 1970.</param>
internal sealed record GroupFormer(GroupPerson Person, long Until);
