using XmppGateway.Abstractions;
using XmppGateway.Commands;
using XmppGateway.Tests.Handlers;
using Xunit;

namespace XmppGateway.Tests.Commands;

public sealed class CommandRegistryTests : IDisposable
{
    private readonly GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public void Every_command_can_be_named_on_the_wire_and_typed_without_taking_a_word_of_the_conversation()
    {
        LocalText[] taken = [ChatTexts.Help, ChatTexts.Cancel, ChatTexts.Back, ChatTexts.Yes, ChatTexts.No, ChatTexts.Empty];
        var commands = GatewayCommands.InOrder(_gateway.Commands);

        Assert.All(commands, command =>
        {
            Assert.Matches("^[a-z-]+$", command.Node);
            Assert.All(LocalText.Languages, language =>
            {
                Assert.Equal(command.Words.In(language).ToLowerInvariant().Trim(), command.Words.In(language));
                Assert.DoesNotContain(taken, word => command.Words.In(language).Is(word));
            });
        });
        Assert.NotNull(new CommandRegistry(commands));
    }

    [Fact]
    public void Two_commands_of_one_node_or_one_word_are_a_mistake()
    {
        var done = new Step.Done(LocalText.Same("done"));

        Assert.Throws<ArgumentException>(() => new CommandRegistry([new ScriptedCommand(done), new ScriptedCommand(done)]));
        Assert.Throws<ArgumentException>(() => new CommandRegistry(
            [new ScriptedCommand(done), new ScriptedCommand(_ => ValueTask.FromResult<Step>(done), "other") { Words = LocalText.Same("config") }]));
    }
}
