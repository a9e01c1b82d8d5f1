using System.Net;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Rooms;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Client;

public sealed class MatrixErrorTableTests
{
    [Theory]
    [InlineData(429, "M_LIMIT_EXCEEDED", nameof(MatrixErrorKind.LimitExceeded))]
    [InlineData(429, null, nameof(MatrixErrorKind.LimitExceeded))]
    [InlineData(401, "M_UNKNOWN_TOKEN", nameof(MatrixErrorKind.UnknownToken))]
    [InlineData(401, null, nameof(MatrixErrorKind.UnknownToken))]
    [InlineData(403, "M_FORBIDDEN", nameof(MatrixErrorKind.Forbidden))]
    [InlineData(403, "M_BAD_STATE", nameof(MatrixErrorKind.Forbidden))]
    [InlineData(400, "M_EXCLUSIVE", nameof(MatrixErrorKind.Forbidden))]
    [InlineData(404, "M_NOT_FOUND", nameof(MatrixErrorKind.NotFound))]
    [InlineData(404, "M_UNKNOWN", nameof(MatrixErrorKind.NotFound))]
    [InlineData(404, "M_UNRECOGNIZED", nameof(MatrixErrorKind.Unavailable))]
    [InlineData(404, null, nameof(MatrixErrorKind.Unavailable))]
    [InlineData(400, "M_USER_IN_USE", nameof(MatrixErrorKind.InUse))]
    [InlineData(400, "M_ROOM_IN_USE", nameof(MatrixErrorKind.InUse))]
    [InlineData(409, "M_UNKNOWN", nameof(MatrixErrorKind.InUse))]
    [InlineData(413, "M_TOO_LARGE", nameof(MatrixErrorKind.TooLarge))]
    [InlineData(413, null, nameof(MatrixErrorKind.TooLarge))]
    [InlineData(400, "M_BAD_JSON", nameof(MatrixErrorKind.Refused))]
    [InlineData(500, "M_UNKNOWN", nameof(MatrixErrorKind.Unavailable))]
    [InlineData(502, null, nameof(MatrixErrorKind.Unavailable))]
    [InlineData(504, "M_FORBIDDEN", nameof(MatrixErrorKind.Unavailable))]
    public void Status_and_code_make_the_kind(int status, string? code, string kind) =>
        Assert.Equal(kind, MatrixErrorTable.Classify((HttpStatusCode)status, code).ToString());

    [Theory]
    [InlineData(nameof(DeliveryStep.Room), nameof(MatrixErrorKind.Forbidden), FailureCondition.NoSuchRecipient)]
    [InlineData(nameof(DeliveryStep.Room), nameof(MatrixErrorKind.NotFound), FailureCondition.NoSuchRecipient)]
    [InlineData(nameof(DeliveryStep.Room), nameof(MatrixErrorKind.Refused), FailureCondition.NoSuchRecipient)]
    [InlineData(nameof(DeliveryStep.Ghost), nameof(MatrixErrorKind.Forbidden), FailureCondition.ServiceUnavailable)]
    [InlineData(nameof(DeliveryStep.Send), nameof(MatrixErrorKind.Forbidden), FailureCondition.NotAllowed)]
    [InlineData(nameof(DeliveryStep.Send), nameof(MatrixErrorKind.NotFound), FailureCondition.RecipientUnavailable)]
    [InlineData(nameof(DeliveryStep.Send), nameof(MatrixErrorKind.TooLarge), FailureCondition.PolicyViolation)]
    [InlineData(nameof(DeliveryStep.Send), nameof(MatrixErrorKind.Refused), FailureCondition.ServiceUnavailable)]
    public void Final_errors_keep_the_servers_words(string step, string kind, FailureCondition condition) =>
        Assert.Equal(
            new DeliveryResult.Rejected(new LocalText("The homeserver says: \"words\"", "Der Homeserver meldet: „words“"), condition),
            DeliveryOutcome.Of(Enum.Parse<DeliveryStep>(step), new MatrixError(Enum.Parse<MatrixErrorKind>(kind), "M_X", "words")));

    [Theory]
    [InlineData(nameof(MatrixErrorKind.LimitExceeded))]
    [InlineData(nameof(MatrixErrorKind.Unavailable))]
    [InlineData(nameof(MatrixErrorKind.UnknownToken))]
    public void Temporary_errors_are_tried_again_at_every_step(string kind) => Assert.All(
        Enum.GetValues<DeliveryStep>(),
        step => Assert.IsType<DeliveryResult.Retry>(DeliveryOutcome.Of(step, new MatrixError(Enum.Parse<MatrixErrorKind>(kind), "M_X", "words"))));

    [Theory]
    [InlineData(nameof(DeliveryStep.Send), Reply.NoConnection, true)]
    [InlineData(nameof(DeliveryStep.Room), Reply.NoConnection, true)]
    [InlineData(nameof(DeliveryStep.Send), Reply.TimedOut, true)]
    [InlineData(nameof(DeliveryStep.Ghost), Reply.TimedOut, true)]
    [InlineData(nameof(DeliveryStep.Room), Reply.TimedOut, false)]
    [InlineData(nameof(DeliveryStep.Send), "502", true)]
    [InlineData(nameof(DeliveryStep.Send), "M_UNKNOWN", false)]
    public void A_homeserver_that_is_away_is_told_from_one_message_in_trouble(string step, string code, bool serverWide)
    {
        var result = DeliveryOutcome.Of(Enum.Parse<DeliveryStep>(step), new MatrixError(MatrixErrorKind.Unavailable, code, "words"));

        Assert.Equal(serverWide, Assert.IsType<DeliveryResult.Retry>(result).ServerWide);
    }
}
