using System.Text;
using XmppGateway.Adapters.Email.Smtp.Sasl;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Smtp;

public sealed class ScramMechanismTests
{
    // RFC 7677 §3.
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    [Fact]
    public void Follows_the_example_of_the_RFC()
    {
        var scram = new ScramMechanism("user", "pencil", "rOprNGfwEbeRWgbNEkqO");

        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Encoding.UTF8.GetString(scram.Begin()));
        Assert.Equal(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            Encoding.UTF8.GetString(scram.Respond(Encoding.UTF8.GetBytes(ServerFirst))!));
        Assert.False(scram.IsComplete);
        Assert.Empty(scram.Respond("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="u8)!);
        Assert.True(scram.IsComplete);
    }

    [Theory]
    [InlineData("v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    [InlineData("e=invalid-proof")]
    [InlineData("v=")]
    [InlineData("")]
    public void A_server_that_does_not_know_the_password_is_not_believed(string serverFinal)
    {
        var scram = new ScramMechanism("user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        scram.Begin();
        scram.Respond(Encoding.UTF8.GetBytes(ServerFirst));

        Assert.Null(scram.Respond(Encoding.UTF8.GetBytes(serverFinal)));
        Assert.False(scram.IsComplete);
    }

    [Theory]
    [InlineData("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=%%%,i=4096")]
    [InlineData("m=ext,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("")]
    public void A_broken_or_hostile_challenge_ends_the_login(string serverFirst)
    {
        var scram = new ScramMechanism("user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        scram.Begin();

        Assert.Null(scram.Respond(Encoding.UTF8.GetBytes(serverFirst)));
    }

    [Fact]
    public void Separators_in_a_user_name_are_escaped() =>
        Assert.Equal("n,,n=a=2Cb=3Dc,r=x", Encoding.UTF8.GetString(new ScramMechanism("a,b=c", "p", "x").Begin()));

    [Theory]
    [InlineData("SCRAM-SHA-256 PLAIN LOGIN", true, "SCRAM-SHA-256")]
    [InlineData("LOGIN PLAIN", true, "PLAIN")]
    [InlineData("login", true, "LOGIN")]
    [InlineData("CRAM-MD5", true, null)]
    [InlineData("PLAIN LOGIN", false, null)]
    [InlineData("PLAIN SCRAM-SHA-256", false, "SCRAM-SHA-256")]
    public void The_best_mechanism_that_the_line_allows_is_chosen(string offered, bool isPrivate, string? name)
    {
        var set = new HashSet<string>(offered.Split(' '), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(name, SaslChoice.Choose(set, isPrivate, "u", "p")?.Name);
    }
}
