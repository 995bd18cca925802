using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Crash;

/// <summary>What of some files is surely on the disk, and what was written since the last sync of each. Not
/// thread-safe.</summary>
internal sealed class DiskImage
{
    private const int SectorBytes = 512;
    private readonly Dictionary<string, Content> files = [];

    /// <summary>Notes a file as it is now, where it is not known yet; what is there is taken as synced.</summary>
    public void Open(string path)
    {
        if (!files.ContainsKey(path))
        {
            files[path] = new Content(File.Exists(path) ? ReadShared(path) : []);
        }
    }

    /// <summary>Notes bytes written.</summary>
    public void Write(string path, long offset, ReadOnlySpan<byte> bytes) =>
        files[path].Waiting.Add((offset, bytes.ToArray()));

    /// <summary>Notes a new length.</summary>
    public void Truncate(string path, long length) => files[path].Waiting.Add((length, null));

    /// <summary>Notes that all of a file is on the disk.</summary>
    public void Sync(string path)
    {
        Content file = files[path];
        foreach ((long at, byte[]? bytes) in file.Waiting)
        {
            file.Apply(at, bytes);
        }
        file.Waiting.Clear();
    }

    /// <summary>Notes that a file is gone; that is on the disk at once.</summary>
    public void Delete(string path) => files.Remove(path);

    /// <summary>Writes the files as a power cut leaves them: what was synced, and of the rest some whole, some in part
    /// and some not at all, in any order.</summary>
    public void Restore(ulong seed)
    {
        var rng = new CounterRng(seed);
        foreach ((string path, Content file) in files)
        {
            foreach ((long at, byte[]? bytes) in file.Waiting)
            {
                double chance = rng.Uniform();
                if (chance < 0.4)
                {
                    file.Apply(at, bytes);
                }
                else if (chance < 0.6 && bytes is not null)
                {
                    // A write of several sectors ends between two of them.
                    int sectors = bytes.Length / SectorBytes;
                    file.Apply(at, bytes[..(sectors == 0 ? 0 : rng.Below(sectors) * SectorBytes)]);
                }
            }
            File.WriteAllBytes(path, file.Bytes);
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private sealed class Content(byte[] bytes)
    {
        private byte[] synced = bytes;
        private int length = bytes.Length;

        /// <summary>Bytes written at an offset, or a new length, since the last sync.</summary>
        public List<(long At, byte[]? Bytes)> Waiting { get; } = [];

        public byte[] Bytes => synced[..length];

        public void Apply(long at, byte[]? bytes)
        {
            int end = (int)at + (bytes?.Length ?? 0);
            if (end > synced.Length)
            {
                Array.Resize(ref synced, Math.Max(end, synced.Length * 2));
            }
            if (bytes is null && end < length)
            {
                synced.AsSpan(end, length - end).Clear();
            }
            bytes?.CopyTo(synced, at);
            length = bytes is null ? end : Math.Max(length, end);
        }
    }
}
