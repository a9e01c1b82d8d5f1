using Npgsql;
using XmppGateway.Storage.Postgres;
using Xunit;

namespace XmppGateway.Tests.Storage.Postgres;

public sealed class ConnectionSettingsTests
{
    [Theory]
    [InlineData("Host=db", GssEncryptionMode.Disable)]
    [InlineData("Host=db;GSS Encryption Mode=Require", GssEncryptionMode.Require)]
    [InlineData("Host=db;GssEncryptionMode=prefer", GssEncryptionMode.Prefer)]
    public void KerberosIsLeftAloneUnlessTheOperatorWantsIt(string written, GssEncryptionMode expected) =>
        Assert.Equal(expected, new NpgsqlConnectionStringBuilder(PostgresEngine.Complete(written)).GssEncryptionMode);

    [Theory]
    [InlineData("Host=db", true, 5)]
    [InlineData("Host=/run/postgresql", false, 0)]
    [InlineData("Host=db;TCP Keepalive=false", false, 0)]
    [InlineData("Host=db;TCP Keepalive=true;TCP Keepalive Time=60", true, 60)]
    public void AServerThatHasGoneWithoutAWordIsNoticedUnlessTheOperatorSaysHow(string written, bool asks, int after)
    {
        var settings = new NpgsqlConnectionStringBuilder(PostgresEngine.Complete(written));

        Assert.Equal((asks, after), (settings.TcpKeepAlive, settings.TcpKeepAliveTime));
    }

    [Fact]
    public void WhatTheOperatorCallsTheProgramIsKept()
    {
        Assert.Equal("bridge 2", new NpgsqlConnectionStringBuilder(PostgresEngine.Complete("Host=db;Application Name=bridge 2")).ApplicationName);
        Assert.Equal("xmpp-gateway", new NpgsqlConnectionStringBuilder(PostgresEngine.Complete("Host=db")).ApplicationName);
    }
}
