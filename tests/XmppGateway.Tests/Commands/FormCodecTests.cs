using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Commands;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Commands;

/// <summary>Forms on the wire and back, and what people write into them.</summary>
public sealed class FormCodecTests
{
    private static readonly Form Everything = new(
        new("Everything", "Alles"),
        new("Fill it in.", "Füllen Sie es aus."),
        [
            new FormField("text", FieldKind.Text, LocalText.Same("Text")) { Required = true },
            new FormField("secret", FieldKind.Secret, LocalText.Same("Secret")),
            new FormField("note", FieldKind.Note, new("A note", "Ein Hinweis")),
            new FormField("long", FieldKind.LongText, LocalText.Same("Long")) { Values = ["one\ntwo"] },
            new FormField("flag", FieldKind.Flag, LocalText.Same("Flag")) { Values = ["1"] },
            new FormField("number", FieldKind.Number, LocalText.Same("Number")) { Range = (-5, 100) },
            new FormField("choice", FieldKind.Choice, LocalText.Same("Choice")) { Choices = [new("a", new("A", "Ah")), new("b", LocalText.Same("B"))] },
            new FormField("choices", FieldKind.Choices, LocalText.Same("Choices")) { Choices = [new("a", LocalText.Same("A")), new("b", LocalText.Same("B"))], Values = ["a"] },
            new FormField("jid", FieldKind.Jid, LocalText.Same("Jid")) { Description = new("An address", "Eine Adresse") },
        ]);

    [Fact]
    public void A_form_has_the_field_types_of_XEP_0004()
    {
        var form = FormCodec.Render(Everything, "de", "urn:example");

        Assert.Equal(("form", "Alles", "Füllen Sie es aus."), (form.Type, form.Title, form.Instructions));
        Assert.Equal(
            ["hidden", "text-single", "text-private", "fixed", "text-multi", "boolean", "text-single", "list-single", "list-multi", "jid-single"],
            form.Fields.Select(f => f.Type));
        Assert.Equal(["one", "two"], form.Values("long")!);
        Assert.Equal(["Ein Hinweis"], form.Fields[3].Values);
        Assert.Null(form.Fields[3].Var);
        Assert.Equal([new DataOption("a", "Ah"), new DataOption("b", "B")], form.Fields[7].Options);
        Assert.Equal("Eine Adresse", form.Fields[9].Description);
        Assert.Equal((-5, 100), form.Fields[6].Range!.Value);
    }

    [Fact]
    public void A_table_that_is_cut_says_so()
    {
        var table = new Table([new("a", LocalText.Same("A"))], [.. Enumerable.Range(0, 60).Select(i => (IReadOnlyList<string>)[new string('x', 1000)])]);

        var form = FormCodec.Render(table, LocalText.Same("T"), "en");

        Assert.Equal((50, "There is more than fits here."), (form.Items.Count, form.Instructions));
        Assert.Null(FormCodec.Render(table with { Rows = [.. table.Rows.Take(50)] }, LocalText.Same("T"), "en").Instructions);
    }

    [Fact]
    public void A_form_is_the_same_after_the_wire()
    {
        var form = FormCodec.Render(Everything, "en", "urn:example");

        Assert.Equal(form.ToElement().ToString(), DataForm.Parse(form.ToElement()).ToElement().ToString());
    }

    [Fact]
    public void A_form_that_is_sent_back_untouched_says_what_stood_in_it()
    {
        var shown = FormCodec.Render(Everything, "en");
        var submitted = new DataForm(DataForm.Submit) { Fields = shown.Fields };

        var (answers, errors) = FormCheck.Check(Everything, FormCodec.Read(Everything, DataForm.Parse(submitted.ToElement())));

        Assert.Equal("text", Assert.Single(errors).Field);
        Assert.Equal(("one\ntwo", true, "", ""), (answers.Text("long"), answers.Flag("flag"), answers.Text("number"), answers.Text("choice")));
        Assert.Equal(["a"], answers.All("choices"));
    }

    [Fact]
    public void Answers_that_fit_come_back_as_they_were() => Prop.ForAll(
        Fitting().ToArbitrary(),
        values =>
        {
            var submitted = new DataForm(DataForm.Submit)
            {
                Fields = [.. values.Select(v => new DataField(v.Key) { Values = v.Key == "long" ? v.Value[0].Split('\n') : v.Value })],
            };

            var (answers, errors) = FormCheck.Check(Everything, FormCodec.Read(Everything, DataForm.Parse(submitted.ToElement())));

            return errors.Length == 0 && values.All(v => answers.All(v.Key).SequenceEqual(v.Value));
        }).MustHold();

    [Fact]
    public void Whatever_is_written_never_throws_and_what_passes_fits() => Prop.ForAll(
        Garbage().ToArbitrary(),
        written =>
        {
            var (answers, errors) = FormCheck.Check(Everything, written);
            var again = Everything.Again(answers, errors);
            foreach (var language in LocalText.Languages)
            {
                FormCodec.Render(again, language).ToElement();
            }

            return Everything.Fields.Where(f => f.Kind != FieldKind.Note && errors.All(e => e.Field != f.Name)).All(f => Fits(f, answers))
                && again.Fields.Single(f => f.Name == "secret").Values.Count == 0;
        }).MustHold();

    [Fact]
    public void A_checked_answer_stays_as_it_is_when_checked_again() => Prop.ForAll(
        Garbage().ToArbitrary(),
        written => Everything.Fields.Where(f => f.Kind != FieldKind.Note).All(field =>
        {
            var (once, error) = FormCheck.Check(field, written.GetValueOrDefault(field.Name) ?? []);
            return error is not null || FormCheck.Check(field, once).Values.SequenceEqual(once);
        })).MustHold();

    [Fact]
    public void Whatever_is_typed_in_the_chat_never_throws() => Prop.ForAll(
        Text().ArrayOf().ToArbitrary(),
        typed =>
        {
            var form = new ChatForm(Everything, "en");
            foreach (var line in typed)
            {
                if (form.Take(line) is null)
                {
                    Assert.Equal(Everything.Fields.Where(f => f.Kind != FieldKind.Note).Select(f => f.Name), form.Written.Keys);
                    Assert.Empty(FormCheck.Check(Everything, form.Written).Errors);
                    form = new ChatForm(Everything, "de");
                }
            }
        }).MustHold();

    [Theory]
    [InlineData("number", "101", "The number must be between -5 and 100.")]
    [InlineData("number", "1.5", "This is not a whole number.")]
    [InlineData("jid", "@", "This is not an XMPP address.")]
    [InlineData("choice", "c", "This is not one of the choices.")]
    [InlineData("flag", "perhaps", "Please answer yes or no.")]
    [InlineData("text", "   ", "This must not be left empty.")]
    public void What_is_wrong_is_said(string field, string text, string error) =>
        Assert.Equal(error, FormCheck.Check(Everything.Fields.Single(f => f.Name == field), [text]).Error?.English);

    [Fact]
    public void What_is_too_long_is_refused_and_not_sent_back()
    {
        var (answers, errors) = FormCheck.Check(Everything, new Dictionary<string, IReadOnlyList<string>> { ["text"] = [new string('x', 10_000)], ["secret"] = [new string('x', 10_000)] });

        Assert.Equal(["text", "secret"], errors.Select(e => e.Field));
        Assert.Equal("", answers.Text("text"));
    }

    [Fact]
    public void A_table_too_large_for_a_stanza_is_cut()
    {
        var table = new Table([new TableColumn("a", LocalText.Same("A"))], [.. Enumerable.Range(0, 1000).Select(_ => (string[])[new string('x', 1000)])]);

        Assert.Equal(50, FormCodec.Render(table, LocalText.Same("T"), "en").Items.Count);
    }

    private static bool Fits(FormField field, FormAnswers answers)
    {
        var values = answers.All(field.Name);
        return (!field.Required || values.Count > 0) && field.Kind switch
        {
            FieldKind.Flag => values is ["0" or "1"],
            FieldKind.Number => values.Count == 0 || (long.Parse(values[0], null) is >= -5 and <= 100),
            FieldKind.Choice or FieldKind.Choices => values.All(v => field.Choices.Any(c => c.Value == v)),
            FieldKind.Jid => values.All(v => Jid.TryParse(v, out var jid) && jid.ToString() == v),
            FieldKind.Text => values.All(v => !v.Contains('\n', StringComparison.Ordinal)),
            _ => true,
        };
    }

    private static Gen<Dictionary<string, IReadOnlyList<string>>> Fitting() =>
        from line in Gen.Elements("a", "b c", "ä ö", "<&'\">", "\uD83D\uDE00")
        from lines in Gen.Elements("x", "x\ny", "x\n\ny", " x\n y")
        from flag in Gen.Elements("0", "1")
        from number in Gen.Choose(-5, 100)
        from choice in Gen.Elements("a", "b")
        from choices in Gen.SubListOf("a", "b")
        from jid in Gen.Elements("bob@example.org", "example.org", "bob@example.org/x y")
        select new Dictionary<string, IReadOnlyList<string>>
        {
            ["text"] = [line],
            ["secret"] = [" " + line + " "],
            ["long"] = [lines],
            ["flag"] = [flag],
            ["number"] = [number.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            ["choice"] = [choice],
            ["choices"] = [.. choices],
            ["jid"] = [jid],
        };

    private static Gen<string> Text() => Gen.OneOf(
        Gen.Elements("", " ", "-", "1", "0", "true", "a", "b", "a,b", "1,2", "yes", "nein", "leer", "-6", "100", "99999999999999999999", "bob@example.org", "@", "\uD83D", "\0", "a\r\nb"),
        ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""));

    private static Gen<Dictionary<string, IReadOnlyList<string>>> Garbage() =>
        from names in Gen.SubListOf("text", "secret", "note", "long", "flag", "number", "choice", "choices", "jid", "other")
        from values in Gen.ListOf(Text().ArrayOf(), names.Count)
        select names.Zip(values).ToDictionary(pair => pair.First, pair => (IReadOnlyList<string>)pair.Second);
}
