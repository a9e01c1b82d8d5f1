using System.Diagnostics;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Commands and forms (XEP-0050, XEP-0004) as a client fills them in.</summary>
public static class AdHoc
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Begins a command at the gateway, or goes on with one; returns the whole answer, which may be an error.</summary>
    public static Task<XElement> CommandAsync(this XmppUser user, string node, string? session = null, string? action = null, XElement? form = null) =>
        user.AskAsync(ExampleNetwork.Domain, "set", new XElement(
            Xeps.Commands + "command",
            new XAttribute("node", node),
            session is null ? null : new XAttribute("sessionid", session),
            action is null ? null : new XAttribute("action", action),
            form));

    /// <summary>Goes on with the command that this answer belongs to.</summary>
    public static Task<XElement> AnswerAsync(this XmppUser user, XElement asked, params (string Name, string Value)[] fields) =>
        user.CommandAsync(asked.Command().Attribute("node")!.Value, asked.SessionId(), null, Submit(fields));

    /// <summary>
    /// The answer of a command in its first state for which this holds; for what nothing tells of: each question is a round trip, and the
    /// first or second one sees it.
    /// </summary>
    public static async Task<XElement> CommandUntilAsync(this XmppUser user, string node, string what, Func<XElement, bool> match)
    {
        for (var began = Stopwatch.StartNew(); ;)
        {
            var answer = await user.CommandAsync(node);
            if (match(answer))
                return answer;
            Assert.True(began.Elapsed < Patience, $"{what}: not within {Patience}. The last answer:\n{answer}");
            if (answer.Status() == "executing")
                await user.CommandAsync(node, answer.SessionId(), "cancel");
        }
    }

    public static XElement Command(this XElement answer) => answer.Element(Xeps.Commands + "command") ?? throw new InvalidOperationException($"no command in {answer}");

    public static string SessionId(this XElement answer) => answer.Command().Attribute("sessionid")!.Value;

    /// <summary><c>executing</c>, <c>completed</c>, <c>canceled</c>; the condition of an error.</summary>
    public static string Status(this XElement answer) =>
        answer.IsError() ? answer.Condition()! : answer.Command().Attribute("status")!.Value;

    /// <summary>What the answer says in words: its notes and the texts of its form.</summary>
    public static string Words(this XElement answer) => string.Join('\n', answer.Descendants()
        .Where(e => e.Name == Xeps.Commands + "note" || e.Name == Xeps.Form + "instructions" || e.Name == Xeps.Form + "title" || e.Name == Xeps.Form + "desc")
        .Select(e => e.Value)
        .Append(answer.ErrorText()));

    public static IReadOnlyList<string> FieldNames(this XElement answer) => [.. answer.Descendants(Xeps.Form + "field")
        .Where(field => field.Attribute("type")?.Value is not ("hidden" or "fixed")).Select(field => field.Attribute("var")?.Value ?? "").Where(name => name.Length > 0)];

    public static XElement Submit(params (string Name, string Value)[] fields) => new(
        Xeps.Form + "x",
        new XAttribute("type", "submit"),
        fields.Select(field => new XElement(Xeps.Form + "field", new XAttribute("var", field.Name), new XElement(Xeps.Form + "value", field.Value))));
}
