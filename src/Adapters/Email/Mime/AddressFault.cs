namespace XmppGateway.Adapters.Email.Mime;

/// <summary>Why a text is no address.</summary>
internal enum AddressFault
{
    None = 0,
    NoAt,
    NothingBefore,
    NothingBehind,
    HalfCharacter,
    NoDomain,
    NoLocalPart,
    LongLocalPart,
    TooLong,
}
