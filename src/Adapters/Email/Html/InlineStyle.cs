namespace XmppGateway.Adapters.Email.Html;

/// <summary>What running text can be in.</summary>
internal enum InlineStyle
{
    Strong = 0,
    Emphasis,
    Strike,
    Link,
}
