using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Styled texts and hidden ones, both ways.</summary>
public abstract class Styles(ExampleBridge bridge)
{
    [Fact]
    public async Task Styles_of_the_contact_are_styles_in_the_chat()
    {
        var person = await bridge.Network.JoinAsync("stylish");
        var styled = new JsonObject { ["text"] = "You said\nnever\nand I did *so*", ["spans"] = new JsonArray(Span(9, 5, "quote"), Span(21, 3, "strong")) };
        await person.DoAsync(bridge.Alice.BareJid, "message", ("text", "never; and I did so"), ("styled", styled));
        var message = await bridge.Alice.Received.FirstAsync(s => s.Is("message") && s.BareFrom() == person.Jid, "the styled message");
        Assert.Equal("You said\n> never\n\nand I *did* \u2060*so*", message.Text());

        // Where nothing is styled, what looks like a style is none; beside a style, an invisible sign keeps it from being one.
        styled = new JsonObject { ["text"] = "2*3*4 *is* many", ["spans"] = new JsonArray(Span(0, 5, "spoiler", "a number")) };
        await person.DoAsync(bridge.Alice.BareJid, "message", ("text", "plain"), ("styled", styled));
        message = await bridge.Alice.MessageAsync("is* many");
        Assert.NotNull(message.Element(Xeps.Styling + "unstyled"));
        Assert.Equal("a number", message.Element(Xeps.Spoiler + "spoiler")?.Value);
    }

    [Fact]
    public async Task Styles_of_the_user_are_styles_on_the_network()
    {
        var person = await bridge.Network.JoinAsync("reading-styles");
        await bridge.Alice.SayAsync(person.Jid, "> never\nI *did* _so_");
        var styled = (await person.SeesTextAsync("> never\nI *did* _so_"))["styled"]!;
        Assert.Equal("never\nI did so", (string?)styled["text"]);
        Assert.Equal(
            ["0 5 quote", "8 3 strong", "12 2 emphasis"],
            styled["spans"]!.AsArray().Select(span => $"{span!["start"]} {span["length"]} {span["style"]}"));

        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", person.Jid),
            new XAttribute("type", "chat"),
            new XElement(XmppUser.Client + "body", "the butler"),
            new XElement(Xeps.Spoiler + "spoiler", "who did it")));
        var hidden = Assert.Single((await person.SeesTextAsync("[who did it]\nthe butler"))["styled"]!["spans"]!.AsArray())!;
        Assert.Equal(("spoiler", "who did it"), ((string?)hidden["style"], (string?)hidden["argument"]));

        var plain = await bridge.Network.JoinAsync("reading-signs", new() { ["plainText"] = true });
        await bridge.Alice.SayAsync(plain.Jid, "I *did*");
        Assert.Null((await plain.SeesTextAsync("I *did*"))["styled"]);
    }

    private static JsonObject Span(int start, int length, string style, string? argument = null) =>
        new() { ["start"] = start, ["length"] = length, ["style"] = style, ["argument"] = argument };
}

[Collection<ExampleOnProsody>]
public sealed class StylesOnProsody(ProsodyExample bridge) : Styles(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class StylesOnEjabberd(EjabberdExample bridge) : Styles(bridge);
