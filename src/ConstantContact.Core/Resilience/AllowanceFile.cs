using System.IO;
using ConstantContact.Core.Base;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// Keeps the state of an allowance in a small file that all processes of the user share. The file is locked only during
/// a change, and the system releases the lock when a process ends for any reason. If the file cannot be used, this
/// process continues alone, warns once, tries again from time to time, and then adds what it counted in the meantime.
/// </summary>
/// <remarks>
/// Written in place and not flushed to disk, because flushing would take longer than the request. A killed process
/// loses nothing, since the system already has the bytes. A power failure may lose the count of the last seconds.
/// </remarks>
internal sealed class AllowanceFile : IAllowanceStore
{
    private const string Folder = "allowance";

    private const string Suffix = ".v3";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private static readonly long AloneFor = 30 * TimeSpan.TicksPerSecond;

    // A process needs the lock for well under a millisecond. One that holds it this long hangs, or is not this module.
    private static readonly long Patience = 2 * TimeSpan.TicksPerSecond;

    private readonly DataFolder _data;

    private readonly string _path;

    private readonly ProcessIdentity _who;

    private readonly TimeProvider _time;

    private readonly AllowanceState _state = new();

    private readonly byte[] _bytes = new byte[2 * AllowanceRecord.Room];

    private FileLock? _held;

    private bool _madeFolder;

    private long _sequence;

    private bool _second;

    private long _usedBefore;

    private long _busySince = -1;

    private long _aloneUntil = -1;

    // The requests counted while alone, and their day.
    private long _unsaved;

    private int _unsavedDay;

    private bool _warned;

    private string? _warning;

    public AllowanceFile(DataFolder data, AllowanceKey key, ProcessIdentity who, TimeProvider time)
    {
        _data = data;
        _path = PathOf(data, key);
        _who = who;
        _time = time;
    }

    public static string PathOf(DataFolder data, AllowanceKey key) => data.PathOf(Folder, NameOf(key) + Suffix);

    public AllowanceState? TryEnter()
    {
        var now = _time.MonotonicTicks();
        if (now < _aloneUntil)
        {
            return Enter(now);
        }

        try
        {
            if (!_madeFolder)
            {
                DeleteUnusedFiles(_data.Make(Folder));
                _madeFolder = true;
            }

            _held = FileLock.TryAcquire(_path);
            if (_held is null)
            {
                _busySince = _busySince < 0 ? now : _busySince;
                return now - _busySince < Patience ? null : Alone(now, "another program has it locked");
            }

            _busySince = -1;
            Load(_held.File);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return Alone(now, e.Message);
        }

        // Read the clock again, because the previous lock holder may have written in the meantime.
        var state = Enter(_time.MonotonicTicks());
        if (_unsaved > 0 && _unsavedDay == state.Day)
        {
            state.Count(_unsaved, _who, _time.GetUtcNow());
        }

        return state;
    }

    public void Leave()
    {
        if (_held is null)
        {
            Keep();
            return;
        }

        try
        {
            Save(_held.File);
            _unsaved = 0;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            Keep();
            Alone(_time.MonotonicTicks(), e.Message);
        }
        finally
        {
            Release();
        }
    }

    public string? TakeWarning()
    {
        var warning = _warning;
        _warning = null;
        return warning;
    }

    // The key is arbitrary text. A file name must be short and the same on every system.
    private static string NameOf(AllowanceKey key) => Digest.Of(key.Authority + "\n" + key.ClientId, bytes: 12);

    // There is one file for each client id and host, and emulators create many. Deletes files that were not used for a
    // month.
    private void DeleteUnusedFiles(string folder)
    {
        var old = _time.GetUtcNow().UtcDateTime - KeptFor;
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Suffix))
        {
            if (File.GetLastWriteTimeUtc(file) < old)
            {
                File.Delete(file);
            }
        }
    }

    private static bool IsOfFiles(Exception exception) =>
        exception
            is IOException
                or UnauthorizedAccessException
                or NotSupportedException
                or System.Security.SecurityException;

    private AllowanceState Enter(long now)
    {
        _state.BringUpToDate(now, _time.Today());
        _usedBefore = _state.Used;
        return _state;
    }

    private AllowanceState Alone(long now, string why)
    {
        Release();
        _busySince = -1;
        _aloneUntil = now + AloneFor;
        Warn(
            $"The shared count of requests cannot be used ({_path}: {why}). This process now paces and counts "
                + "only its own requests."
        );
        return Enter(now);
    }

    private void Warn(string text)
    {
        if (!_warned)
        {
            _warned = true;
            _warning = text;
        }
    }

    private void Keep()
    {
        if (_unsavedDay != _state.Day)
        {
            (_unsaved, _unsavedDay) = (0, _state.Day);
        }

        _unsaved += _state.Used - _usedBefore;
    }

    private void Release()
    {
        _held?.Dispose();
        _held = null;
    }

    private void Load(FileStream file)
    {
        var length = ReadAll(file);
        var first = SequenceOf(0, length);
        var second = SequenceOf(AllowanceRecord.Room, length);
        if (first is null && second is null)
        {
            if (length > 0)
            {
                Warn(
                    $"The shared count of requests was damaged and starts again at zero ({_path}). Requests sent "
                        + "earlier today are not counted."
                );
            }

            _sequence = 0;
            _second = true;
            _state.Clear();
            return;
        }

        _second = second > first || first is null;
        _sequence = (_second ? second : first)!.Value;
        AllowanceRecord.Read(Half(_second), _state);
    }

    private void Save(FileStream file)
    {
        _second = !_second;
        var length = AllowanceRecord.Write(_state, _sequence + 1, Half(_second));
        var at = _second ? AllowanceRecord.Room : 0;
#if NET
        RandomAccess.Write(file.SafeFileHandle, _bytes.AsSpan(at, length), at);
#else
        file.Position = at;
        file.Write(_bytes, at, length);
        file.Flush();
#endif
    }

    private Span<byte> Half(bool second) => _bytes.AsSpan(second ? AllowanceRecord.Room : 0, AllowanceRecord.Room);

    private long? SequenceOf(int at, int length) =>
        length > at ? AllowanceRecord.SequenceOf(_bytes.AsSpan(at, Math.Min(length - at, AllowanceRecord.Room))) : null;

    private int ReadAll(FileStream file)
    {
        var length = 0;
        int read;
        do
        {
#if NET
            read = RandomAccess.Read(file.SafeFileHandle, _bytes.AsSpan(length), length);
#else
            read = file.Read(_bytes, length, _bytes.Length - length);
#endif
            length += read;
        } while (read > 0 && length < _bytes.Length);
        return length;
    }
}
