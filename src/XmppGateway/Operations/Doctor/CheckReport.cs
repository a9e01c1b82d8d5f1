using XmppGateway.Abstractions;
using XmppGateway.Operations.Commands;

namespace XmppGateway.Operations.Doctor;

/// <summary>Writes a line for each check as it ends, and what to change below it. Colours are for people at a terminal only.</summary>
internal sealed class CheckReport(TextWriter output, bool colours)
{
    private const string Indent = "         ";

    /// <summary>https://no-color.org: whatever NO_COLOR says, unless it is empty.</summary>
    public static bool WantsColours(Surroundings around) =>
        around.IsTerminal && around.Environment["NO_COLOR"] is not string { Length: > 0 } && around.Environment["TERM"] is not "dumb";

    public void Write(Check check, CheckResult result)
    {
        output.WriteLine($"{Word(result.Outcome)} {check.Subject}: {check.Name}: {TextTable.Clean(result.What)}");
        foreach (var line in result.Remedy)
        {
            output.WriteLine((Indent + TextTable.Clean(line)).TrimEnd());
        }

        output.Flush();
    }

    public void WriteSum(string sum)
    {
        output.WriteLine();
        output.WriteLine(sum);
        output.Flush();
    }

    private string Word(CheckOutcome outcome)
    {
        var (word, colour) = outcome switch
        {
            CheckOutcome.Ok => ("ok", 32),
            CheckOutcome.Warning => ("warning", 33),
            CheckOutcome.Failed => ("FAILED", 31),
            _ => ("skipped", 36),
        };
        return colours ? $"\u001b[{colour}m{word}\u001b[0m{new string(' ', 8 - word.Length)}" : word.PadRight(8);
    }
}
