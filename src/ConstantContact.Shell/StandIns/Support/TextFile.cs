using System.IO;
using System.Text;

namespace ConstantContact.Shell.StandIns.Support;

internal static class TextFile
{
    /// <summary>pwsh's default: UTF-8 without a mark.</summary>
    public static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>A byte order mark beats the encoding that was asked for, as in pwsh.</summary>
    public static StreamReader Open(string path, Encoding encoding) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), encoding, detectEncodingFromByteOrderMarks: true);

    /// <summary>Opens a file for writing; <paramref name="force"/> overwrites a read-only one.</summary>
    public static StreamWriter Create(string path, Encoding encoding, bool append, bool noClobber, bool force)
    {
        if (noClobber && File.Exists(path))
        {
            throw new IOException($"The file '{path}' already exists.");
        }

        if (force && File.Exists(path) && (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0)
        {
            File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly);
        }

        return new StreamWriter(path, append, encoding);
    }
}
