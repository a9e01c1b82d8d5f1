using XmppGateway.Abstractions;

namespace XmppGateway.Handlers;

/// <summary>What is said about nodes of service discovery that are not there.</summary>
internal static class DiscoTexts
{
    public static readonly LocalText NoNodeOfGateway = new("The gateway has no such node.", "Diesen Knoten hat das Gateway nicht.");

    public static readonly LocalText NoNodeOfContact = new("This contact has no such node.", "Diesen Knoten hat dieser Kontakt nicht.");

    public static readonly LocalText OldHash = new(
        "These capabilities are not the present ones. Ask without a node.",
        "Das sind nicht die jetzigen Fähigkeiten. Fragen Sie ohne Knoten.");
}
