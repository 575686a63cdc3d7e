using System.IO;
using System.Text;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>A journal in a file that its owner alone can read.</summary>
internal sealed class JournalFile : IJournalFile
{
    private readonly string _path;
    private FileStream? _file;

    public JournalFile(string path) => _path = path;

    public IReadOnlyList<string> Open()
    {
        _file = OwnerOnly.Open(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using var reader = new StreamReader(_file, new UTF8Encoding(false), false, 4096, leaveOpen: true);
        string text = reader.ReadToEnd();
        int end = text.LastIndexOf('\n') + 1;
        _file.SetLength(Encoding.UTF8.GetByteCount(text.Substring(0, end)));
        _file.Seek(0, SeekOrigin.End);
        return text.Substring(0, end).Split(['\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    public void Append(string line)
    {
        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
            _file!.Write(bytes, 0, bytes.Length);
        }
        catch (IOException e)
        {
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
            throw RunErrors.NotWritable(_path, e);
        }
    }

    public void Dispose() => _file?.Dispose();
}
