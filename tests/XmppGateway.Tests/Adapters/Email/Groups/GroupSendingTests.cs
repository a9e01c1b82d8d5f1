using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Groups;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Groups;

public sealed class GroupSendingTests
{
    [Fact]
    public void What_became_of_each_is_known_by_their_address()
    {
        GroupPerson[] people = [.. new[] { "bob@x.test", "carol@x.test", "dora@x.test", "eve@x.test" }.Select(id => new GroupPerson(id, id))];
        var sending = new GroupSending(people, [], [.. people.Select(person => person.Id)]);

        var next = sending.With(new Dictionary<string, DeliveryResult>
        {
            ["eve@x.test"] = new DeliveryResult.Rejected("no", FailureCondition.NoSuchRecipient),
            ["carol@x.test"] = new DeliveryResult.Retry("later"),
            ["bob@x.test"] = new DeliveryResult.Delivered(null),
        });

        Assert.Equal(["carol@x.test", "dora@x.test"], next.Open.Select(person => person.Id));
        Assert.Equal("eve@x.test", Assert.Single(next.Failures).Address);
    }
}
