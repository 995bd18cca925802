using System.Runtime.InteropServices;

namespace HawkesNet.Cli.Crash;

/// <summary>How a disk fails.</summary>
internal enum DiskFault
{
    /// <summary>The n-th operation fails, and nothing of it is done; those after it work.</summary>
    Error,

    /// <summary>The n-th operation fails; of a write, half of the bytes are written. Those after it work.</summary>
    ShortWrite,

    /// <summary>From the n-th operation on the disk is full: of a write, half of the bytes are written. It lasts until
    /// the disk is emptied.</summary>
    Full,

    /// <summary>At the n-th operation the power goes: nothing works any more, and of what was not synced, any part may
    /// be on the disk and the rest not.</summary>
    PowerCut,
}

/// <summary>Stands between SQLite and the file system of this process and fails its writes, syncs, truncations and
/// deletions as told, for files of one folder.</summary>
/// <remarks>A copy of SQLite's own layer for files (VFS) whose functions that change files are replaced; it is the
/// default one of the process once installed. Thread-safe.</remarks>
internal static unsafe class FaultyDisk
{
    private const int Ok = 0;
    private const int IoError = 10;
    private const int Full = 13;
    private const int VfsBytes = 168;
    private const int MethodsBytes = 152;

    private static readonly Lock gate = new();
    private static readonly Dictionary<nint, (string Path, nint Methods)> files = [];
    private static readonly Dictionary<nint, nint> ownMethods = [];
    private static byte* real;
    private static string? folder;
    private static DiskImage image = new();
    private static DiskFault fault;
    private static long faultAt;
    private static long operations;
    private static bool isFailing;
    private static bool hasFailed;

    private enum Change
    {
        Write,
        Truncate,
        Sync,
        Delete,
    }

    /// <summary>Whether the disk only says that it synced, as a control of the tests: then a power cut must break
    /// promises.</summary>
    public static bool IsLying { get; set; }

    /// <summary>Whether the fault has come.</summary>
    public static bool HasFailed
    {
        get
        {
            lock (gate)
            {
                return hasFailed;
            }
        }
    }

    /// <summary>Makes it the layer that SQLite uses by default in this process; once.</summary>
    public static void Install()
    {
        if (real is not null)
        {
            return;
        }
        real = (byte*)sqlite3_vfs_find(0);
        byte* own = (byte*)NativeMemory.AllocZeroed(VfsBytes);
        Buffer.MemoryCopy(real, own, VfsBytes, VfsBytes);
        *(nint*)(own + 16) = 0;
        *(nint*)(own + 24) = Marshal.StringToCoTaskMemUTF8("faulty");
        *(delegate* unmanaged<nint, byte*, byte*, int, int*, int>*)(own + 40) = &Open;
        *(delegate* unmanaged<nint, byte*, int, int>*)(own + 48) = &Delete;
        if (sqlite3_vfs_register((nint)own, 1) != Ok)
        {
            throw new InvalidOperationException("SQLite did not take another layer for files");
        }
    }

    /// <summary>Watches a folder, and fails at an operation of it.</summary>
    /// <param name="watched">The folder; the same as before, or one in which no file is open yet.</param>
    /// <param name="kind">How.</param>
    /// <param name="at">Number of the operation, from 1.</param>
    public static void Arm(string watched, DiskFault kind, long at)
    {
        lock (gate)
        {
            string full = Path.GetFullPath(watched);
            image = full == folder ? image : new DiskImage();
            (folder, fault, faultAt, operations) = (full, kind, at, 0);
            (isFailing, hasFailed) = (false, false);
        }
    }

    /// <summary>From now on everything works again: the disk was emptied.</summary>
    public static void Heal()
    {
        lock (gate)
        {
            isFailing = false;
            faultAt = long.MaxValue;
        }
    }

    /// <summary>After a power cut, with all files closed: leaves on the disk what was synced, and of the rest what the
    /// seed says. Everything works again.</summary>
    public static void LoseUnsynced(ulong seed)
    {
        lock (gate)
        {
            image.Restore(seed);
            image = new DiskImage();
        }
        Heal();
    }

    /// <summary>Counts an operation; what it answers instead of being done, or 0.</summary>
    private static int FaultOf(Change change)
    {
        operations++;
        if (operations == faultAt)
        {
            hasFailed = true;
            isFailing = fault is DiskFault.Full or DiskFault.PowerCut;
            return fault == DiskFault.Full && change == Change.Write ? Full : IoErrorOf(change);
        }
        // What is full takes no more bytes, but can be synced, cut and deleted from.
        return !isFailing ? Ok : fault == DiskFault.PowerCut ? IoErrorOf(change) : change == Change.Write ? Full : Ok;
    }

    /// <summary>SQLITE_IOERR_WRITE, _TRUNCATE, _FSYNC, _DELETE.</summary>
    private static int IoErrorOf(Change change) => IoError | ((change switch
    {
        Change.Write => 3,
        Change.Truncate => 6,
        Change.Sync => 4,
        _ => 10,
    }) << 8);

    [UnmanagedCallersOnly]
    private static int Open(nint vfs, byte* name, byte* file, int flags, int* flagsOut)
    {
        var open = (delegate* unmanaged<byte*, byte*, byte*, int, int*, int>)(*(nint*)(real + 40));
        int code = open(real, name, file, flags, flagsOut);
        string? path = Marshal.PtrToStringUTF8((nint)name);
        byte* methods = *(byte**)file;
        lock (gate)
        {
            if (code != Ok || methods is null || path is null || folder is null
                || Path.GetDirectoryName(path) != folder)
            {
                return code;
            }
            *(byte**)file = OwnMethods(methods);
            files[(nint)file] = (path, (nint)methods);
            image.Open(path);
        }
        return code;
    }

    /// <summary>A copy of the real functions of a file with ours in it: the real layer has one set of them for
    /// databases and one for logs.</summary>
    private static byte* OwnMethods(byte* methods)
    {
        if (!ownMethods.TryGetValue((nint)methods, out nint known))
        {
            byte* own = (byte*)NativeMemory.AllocZeroed(MethodsBytes);
            Buffer.MemoryCopy(methods, own, MethodsBytes, MethodsBytes);
            *(delegate* unmanaged<byte*, int>*)(own + 8) = &Close;
            *(delegate* unmanaged<byte*, byte*, int, long, int>*)(own + 24) = &Write;
            *(delegate* unmanaged<byte*, long, int>*)(own + 32) = &Truncate;
            *(delegate* unmanaged<byte*, int, int>*)(own + 40) = &Sync;
            known = (nint)own;
            ownMethods.Add((nint)methods, known);
        }
        return (byte*)known;
    }

    [UnmanagedCallersOnly]
    private static int Close(byte* file)
    {
        nint methods;
        lock (gate)
        {
            methods = files[(nint)file].Methods;
            files.Remove((nint)file);
        }
        return ((delegate* unmanaged<byte*, int>)(*(nint*)(methods + 8)))(file);
    }

    [UnmanagedCallersOnly]
    private static int Write(byte* file, byte* from, int count, long offset)
    {
        lock (gate)
        {
            int code = FaultOf(Change.Write);
            int written = code == Ok ? count : fault is DiskFault.Error or DiskFault.PowerCut ? 0 : count / 2;
            int real = written == 0 ? Ok : WriteReal(file, from, written, offset);
            if (real == Ok && written > 0)
            {
                image.Write(files[(nint)file].Path, offset, new ReadOnlySpan<byte>(from, written));
            }
            return code == Ok ? real : code;
        }
    }

    private static int WriteReal(byte* file, byte* from, int count, long offset)
    {
        var write = (delegate* unmanaged<byte*, byte*, int, long, int>)(*(nint*)(files[(nint)file].Methods + 24));
        return write(file, from, count, offset);
    }

    [UnmanagedCallersOnly]
    private static int Truncate(byte* file, long length)
    {
        lock (gate)
        {
            int code = FaultOf(Change.Truncate);
            if (code == Ok)
            {
                var truncate = (delegate* unmanaged<byte*, long, int>)(*(nint*)(files[(nint)file].Methods + 32));
                code = truncate(file, length);
                image.Truncate(files[(nint)file].Path, length);
            }
            return code;
        }
    }

    [UnmanagedCallersOnly]
    private static int Sync(byte* file, int flags)
    {
        lock (gate)
        {
            int code = FaultOf(Change.Sync);
            if (code == Ok)
            {
                code = ((delegate* unmanaged<byte*, int, int>)(*(nint*)(files[(nint)file].Methods + 40)))(file, flags);
                if (!IsLying)
                {
                    image.Sync(files[(nint)file].Path);
                }
            }
            return code;
        }
    }

    [UnmanagedCallersOnly]
    private static int Delete(nint vfs, byte* name, int syncsFolder)
    {
        string path = Marshal.PtrToStringUTF8((nint)name)!;
        lock (gate)
        {
            int code = Path.GetDirectoryName(path) == folder ? FaultOf(Change.Delete) : Ok;
            if (code == Ok)
            {
                code = ((delegate* unmanaged<byte*, byte*, int, int>)(*(nint*)(real + 48)))(real, name, syncsFolder);
                image.Delete(path);
            }
            return code;
        }
    }

    [DllImport("e_sqlite3")]
    private static extern nint sqlite3_vfs_find(nint name);

    [DllImport("e_sqlite3")]
    private static extern int sqlite3_vfs_register(nint vfs, int isDefault);
}
