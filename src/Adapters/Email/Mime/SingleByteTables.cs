namespace XmppGateway.Adapters.Email.Mime;

/// <summary>The upper halves (0xA0 to 0xFF) of the ISO 8859 parts that .NET does not carry.</summary>
internal static class SingleByteTables
{
    public const string Latin6 =
        "\u00A0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00ADŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ";

    public const string Latin8 =
        "\u00A0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00AD®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ";

    public const string Latin10 =
        "\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ";

    public static string Decode(ReadOnlySpan<byte> bytes, string upperHalf) =>
        string.Create(bytes.Length, new State(bytes, upperHalf), static (target, state) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = state.Bytes[i] < 0xA0 ? (char)state.Bytes[i] : state.UpperHalf[state.Bytes[i] - 0xA0];
            }
        });

    private readonly ref struct State(ReadOnlySpan<byte> bytes, string upperHalf)
    {
        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        public string UpperHalf { get; } = upperHalf;
    }
}
