using System.Globalization;
using System.IO;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Pull;

/// <summary>
/// The state between two pulls: the cursor, and a mark for each contact (34 bytes, so 34 MB for a million contacts).
/// Contains ids and hashes, but no names and no addresses. Only its owner can read it.
/// </summary>
internal sealed class PullState
{
    private const string Magic = "CCPULL1";

    private PullState(string source)
    {
        Source = source;
    }

    /// <summary>The owner of the state: the service's address and the sub-resources that were read.</summary>
    public string Source { get; }

    /// <summary>The consumer has received everything up to this moment; null before the first pull.</summary>
    public DateTimeOffset? Cursor { get; set; }

    public Dictionary<Guid, PullMark> Marks { get; } = [];

    /// <exception cref="InvalidInputException">
    /// <c>CcStateFile</c>: the file is not a state file, is damaged, or belongs to another pull.
    /// </exception>
    public static PullState Load(string path, string source)
    {
        try
        {
            if (!File.Exists(path))
            {
                return new PullState(source);
            }

            var all = SharedFile.ReadAllBytes(path);
            var state = Read(all);
            return state.Source == source
                ? state
                : throw Unusable(path, $"it belongs to another pull ({state.Source}, not {source})", null);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw Unusable(path, e.Message, e);
        }
    }

    /// <exception cref="InvalidInputException">
    /// <c>CcStateFile</c>: the file could not be written. The old one still exists.
    /// </exception>
    public void Save(string path)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Source);
            writer.Write(Cursor?.ToString("O", CultureInfo.InvariantCulture) ?? string.Empty);
            writer.Write(Marks.Count);
            foreach (var mark in Marks)
            {
                writer.Write(mark.Key.ToByteArray());
                writer.Write(mark.Value.Content);
                writer.Write(mark.Value.Lists);
                writer.Write((byte)((mark.Value.IsDeleted ? 1 : 0) | (mark.Value.IsUnsubscribed ? 2 : 0)));
            }
        }

        var content = memory.ToArray();
        byte[] sealed_ = [.. content, .. BitConverter.GetBytes(Fnv1a.Hash(content))];
        try
        {
            DurableFile.Replace(path, sealed_);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, $"it cannot be written: {e.Message}", e);
        }
    }

    internal static InvalidInputException Unusable(string path, string why, Exception? inner) =>
        new(
            "CcStateFile",
            $"The state file '{path}' cannot be used: {why}.",
            "Name the state file of this pull. If the file is damaged, delete it; the next pull then returns every "
                + "contact.",
            inner
        );

    private static PullState Read(byte[] all)
    {
        if (
            all.Length < sizeof(ulong)
            || Fnv1a.Hash(all.AsSpan(0, all.Length - sizeof(ulong)))
                != BitConverter.ToUInt64(all, all.Length - sizeof(ulong))
        )
        {
            throw new FormatException("it is incomplete");
        }

        using var reader = new BinaryReader(new MemoryStream(all, 0, all.Length - sizeof(ulong)), Encoding.UTF8);
        if (reader.ReadString() != Magic)
        {
            throw new FormatException("it is not a state file, or it has another version");
        }

        var state = new PullState(reader.ReadString());
        var cursor = reader.ReadString();
        state.Cursor = cursor.Length == 0 ? null : DateTimeOffset.ParseExact(cursor, "O", CultureInfo.InvariantCulture);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var id = new Guid(reader.ReadBytes(16));
            var content = reader.ReadUInt64();
            var lists = reader.ReadUInt64();
            var flags = reader.ReadByte();
            state.Marks[id] = new PullMark(content, lists, (flags & 1) != 0, (flags & 2) != 0);
        }

        return state;
    }
}
