namespace XmppGateway.Media;

/// <summary>
/// The places of those who read files, so many in all and of one file. When all are taken, whoever reads a file that few others read gets the
/// place of one of the most read file: the one that has read the least for its time. Who opens many slow readers of a few files keeps nobody
/// away by it. Not by the reader's address: behind a proxy all have the same. Thread-safe.
/// </summary>
internal sealed class StreamPlaces(int inAll, int ofOne, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Place> _taken = [];

    /// <summary>Takes a place; null when there is none.</summary>
    public Place? TryTake((string Network, string Source) file)
    {
        Place? shed = null;
        Place place;
        lock (_lock)
        {
            var readers = _taken.Count(other => other.File == file);
            if (readers >= ofOne)
            {
                return null;
            }

            if (_taken.Count >= inAll)
            {
                var most = _taken.GroupBy(other => other.File).MaxBy(group => group.Count())!.ToList();
                if (most.Count <= readers + 1)
                {
                    return null;
                }

                shed = most.MinBy(other => other.Read / Math.Max(1, (time.GetUtcNow() - other.Since).TotalSeconds))!;
                _taken.Remove(shed);
            }

            place = new Place(this, file, time.GetUtcNow());
            _taken.Add(place);
        }

        shed?.Shed();
        return place;
    }

    private void Leave(Place place)
    {
        lock (_lock)
        {
            _taken.Remove(place);
        }
    }

    /// <summary>The place of one reader, until it is disposed of.</summary>
    internal sealed class Place(StreamPlaces places, (string Network, string Source) file, DateTimeOffset since) : IDisposable
    {
        private readonly CancellationTokenSource _shed = new();
        private long _read;

        public (string Network, string Source) File => file;

        public DateTimeOffset Since => since;

        /// <summary>Bytes that were read so far.</summary>
        public long Read => Interlocked.Read(ref _read);

        /// <summary>Ends when somebody else has got the place.</summary>
        public CancellationToken Lost => _shed.Token;

        /// <summary>So many bytes more were read.</summary>
        public void Count(int bytes) => Interlocked.Add(ref _read, bytes);

        /// <inheritdoc/>
        public void Dispose()
        {
            places.Leave(this);
            _shed.Dispose();
        }

        /// <summary>The place is somebody else's.</summary>
        internal void Shed()
        {
            try
            {
                _ = _shed.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It has just gone by itself.
            }
        }
    }
}
