using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>What menus say.</summary>
internal static class CommandTexts
{
    public static readonly LocalText Commands = new("Commands", "Befehle");
}
