using System.IO;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>A journal in a file that its owner alone can read.</summary>
internal sealed class JournalFile : IJournalFile
{
    private readonly string _path;
    private FileStream? _file;
    private bool _isTorn;

    public JournalFile(string path) => _path = path;

    /// <summary>
    /// The whole lines of a journal that another process may be writing; none if there is no such file.
    /// </summary>
    public static IReadOnlyList<string> ReadLines(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var reader = new StreamReader(SharedFile.OpenRead(path), Encoding.UTF8);
        return WholeLines(reader.ReadToEnd());
    }

    public IReadOnlyList<string> Open()
    {
        _file = OwnerOnly.Open(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using var reader = new StreamReader(_file, new UTF8Encoding(false), false, 4096, leaveOpen: true);
        var text = reader.ReadToEnd();
        _file.SetLength(Encoding.UTF8.GetByteCount(text.Substring(0, text.LastIndexOf('\n') + 1)));
        _file.Seek(0, SeekOrigin.End);
        return WholeLines(text);
    }

    /// <summary>The line is with the system when this returns, and survives the process.</summary>
    public void Append(string line)
    {
        try
        {
            if (_isTorn)
            {
                // A full disk took a part of the line before; what is opened anew ends with a whole line.
                Close();
                Open();
                _isTorn = false;
            }

            var bytes = Encoding.UTF8.GetBytes(line + "\n");
            _file!.Write(bytes, 0, bytes.Length);
            _file.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isTorn = true;
            throw RunErrors.NotWritable(_path, e);
        }
    }

    public void FlushToDisk()
    {
        try
        {
            _file!.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            _isTorn = true;
            throw RunErrors.NotWritable(_path, e);
        }
    }

    public void Dispose() => Close();

    private static string[] WholeLines(string text) =>
        text.Substring(0, text.LastIndexOf('\n') + 1).Split(['\n'], StringSplitOptions.RemoveEmptyEntries);

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // The disk is full; what was acknowledged is there.
        }
    }
}
