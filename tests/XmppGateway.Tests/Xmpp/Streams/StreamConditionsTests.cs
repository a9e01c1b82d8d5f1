using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Streams;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Streams;

public class StreamConditionsTests
{
    [Theory]
    [InlineData("bad-format", StreamFailure.Transient)]
    [InlineData("bad-namespace-prefix", StreamFailure.Transient)]
    [InlineData("conflict", StreamFailure.Conflict)]
    [InlineData("connection-timeout", StreamFailure.Transient)]
    [InlineData("host-gone", StreamFailure.Configuration)]
    [InlineData("host-unknown", StreamFailure.Configuration)]
    [InlineData("improper-addressing", StreamFailure.Transient)]
    [InlineData("internal-server-error", StreamFailure.Transient)]
    [InlineData("invalid-from", StreamFailure.Transient)]
    [InlineData("invalid-namespace", StreamFailure.Configuration)]
    [InlineData("invalid-xml", StreamFailure.Transient)]
    [InlineData("not-authorized", StreamFailure.Configuration)]
    [InlineData("not-well-formed", StreamFailure.Transient)]
    [InlineData("policy-violation", StreamFailure.Transient)]
    [InlineData("remote-connection-failed", StreamFailure.Transient)]
    [InlineData("reset", StreamFailure.Transient)]
    [InlineData("resource-constraint", StreamFailure.Transient)]
    [InlineData("restricted-xml", StreamFailure.Transient)]
    [InlineData("see-other-host", StreamFailure.Configuration)]
    [InlineData("system-shutdown", StreamFailure.Transient)]
    [InlineData("undefined-condition", StreamFailure.Transient)]
    [InlineData("unsupported-encoding", StreamFailure.Configuration)]
    [InlineData("unsupported-feature", StreamFailure.Configuration)]
    [InlineData("unsupported-stanza-type", StreamFailure.Transient)]
    [InlineData("unsupported-version", StreamFailure.Configuration)]
    [InlineData("of-the-future", StreamFailure.Transient)]
    public void Each_condition_has_its_consequence(string condition, StreamFailure failure) =>
        Assert.Equal(failure, StreamConditions.Consequence(condition));

    [Fact]
    public void All_of_RFC_6120_are_there() => Assert.Equal(25, StreamConditions.All.Count);

    [Fact]
    public void Errors_come_back_from_their_elements()
    {
        foreach (var condition in StreamConditions.All)
        {
            var error = new StreamError(condition, "because");
            Assert.Equal(error, StreamError.Parse(error.ToElement()));
        }
    }

    [Fact]
    public void An_error_that_cannot_be_read_is_undefined() =>
        Assert.Equal(new StreamError("undefined-condition"), StreamError.Parse(new(Namespaces.Stream + "error")));

    [Fact] // the example of XEP-0114 §3
    public void The_proof_is_the_hash_of_id_and_secret() =>
        Assert.Equal("aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e", Handshake.Digest("3BF96D32", "test"));
}
