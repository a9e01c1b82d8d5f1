using System.Net;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>Counts connections, in all and per address. Peers on a unix socket have no address and only count in all.</summary>
internal sealed class ConnectionCaps(int maxTotal, int maxPerAddress)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private int _total;

    public bool TryEnter(IPAddress? address)
    {
        lock (_lock)
        {
            var here = address is null ? 0 : _perAddress.GetValueOrDefault(address);
            if (_total >= maxTotal || here >= maxPerAddress)
                return false;

            _total++;
            if (address is not null)
                _perAddress[address] = here + 1;

            return true;
        }
    }

    public void Leave(IPAddress? address)
    {
        lock (_lock)
        {
            _total--;
            if (address is null)
                return;

            if (_perAddress[address] == 1)
                _perAddress.Remove(address);
            else
                _perAddress[address]--;
        }
    }
}
