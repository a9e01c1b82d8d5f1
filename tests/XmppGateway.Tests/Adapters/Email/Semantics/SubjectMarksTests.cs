using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Semantics;

public sealed class SubjectMarksTests
{
    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("Re: Hello", "Hello")]
    [InlineData("RE: AW: Re[2]: SV: Antw: Odp: Hello", "Hello")]
    [InlineData("Re^3: RE (4): Hello", "RE (4): Hello")]
    [InlineData("Re(4): Hello", "Hello")]
    [InlineData("回复：答复: Hello", "Hello")]
    [InlineData("RE : Fwd: WG: TR: Hello", "Hello")]
    [InlineData("Ответ: Hello", "Hello")]
    [InlineData("Reply: Hello", "Reply: Hello")]
    [InlineData("Result: Hello", "Result: Hello")]
    [InlineData("Re:", "")]
    public void Marks_are_taken_off(string subject, string bare) => Assert.Equal(bare, SubjectMarks.Bare(subject));

    [Theory]
    [InlineData("Fwd: x", true)]
    [InlineData("WG: AW: x", true)]
    [InlineData("AW: WG: x", false)]
    [InlineData("Forward: x", false)]
    [InlineData("x", false)]
    [InlineData(null, false)]
    public void What_is_passed_on_is_told_by_the_outermost(string? subject, bool isForward) => Assert.Equal(isForward, SubjectMarks.IsForward(subject));
}
