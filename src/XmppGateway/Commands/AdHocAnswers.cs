using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Commands;

/// <summary>A step of a run, as XEP-0050 answers with it.</summary>
internal static class AdHocAnswers
{
    public static XElement Of(AdHocSession session, Step step)
    {
        var language = session.Dialogue.Caller.Language;
        session.IsOver = step is not Step.Ask;
        return step switch
        {
            Step.Ask ask => (Answer(session, "executing") with
            {
                Actions = ActionsOf(session, ask),
                Form = FormCodec.Render(ask.Form, language),
                Notes = [.. ask.Form.Fields.Where(f => f.Error is not null).Select(f => ("error", Text(f.Label, language) + " – " + Text(f.Error!, language)))],
            }).ToElement(),
            Step.Done done => (Answer(session, "completed") with
            {
                Form = done.Table is { } table ? FormCodec.Render(table, session.Dialogue.Command.Title, language) : null,
                Notes = [("info", Text(done.Text, language))],
            }).ToElement(),

            // XEP-0050 §4.3.2: the status does not tell success; a failure has a note of type error.
            Step.Failed failed => (Answer(session, "completed") with { Notes = [("error", Text(failed.Text, language))] }).ToElement(),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a step."),
        };
    }

    /// <summary>XEP-0050 §2.4.3.</summary>
    public static XElement Cancelled(AdHocSession session)
    {
        session.IsOver = true;
        return Answer(session, "canceled").ToElement();
    }

    private static AdHocCommand Answer(AdHocSession session, string status) =>
        new(session.Dialogue.Command.Node, session.Id) { Status = status };

    // XEP-0050 §4.2: the first one is what "execute" means, and what clients make the default button.
    private static IReadOnlyList<string> ActionsOf(AdHocSession session, Step.Ask ask) =>
        (ask.IsLast, session.Dialogue.CanGoBack) switch
        {
            (true, true) => ["complete", "prev"],
            (true, false) => ["complete"],
            (false, true) => ["next", "prev"],
            (false, false) => ["next"],
        };

    private static string Text(LocalText text, string language) => BodyText.Clean(text.In(language));
}
