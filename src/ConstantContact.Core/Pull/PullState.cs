using System.Globalization;
using System.IO;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Pull;

/// <summary>
/// The memory between two pulls: the cursor, and a mark for each contact (34 bytes, so that a million take 34 MB). Holds ids and
/// hashes, no names and no addresses; still readable by its owner only.
/// </summary>
internal sealed class PullState
{
    private const string Magic = "CCPULL1";

    private PullState(string source)
    {
        Source = source;
    }

    /// <summary>What the state belongs to: the service's address and the sub-resources that were read.</summary>
    public string Source { get; }

    /// <summary>Everything up to here was taken by the consumer; null before the first pull.</summary>
    public DateTimeOffset? Cursor { get; set; }

    public Dictionary<Guid, PullMark> Marks { get; } = [];

    /// <exception cref="InvalidInputException"><c>CcStateFile</c>: the file is no state, is damaged, or belongs to another pull.</exception>
    public static PullState Load(string path, string source)
    {
        try
        {
            if (!File.Exists(path))
            {
                return new PullState(source);
            }

            byte[] all = SharedFile.ReadAllBytes(path);
            PullState state = Read(all);
            return state.Source == source
                ? state
                : throw Unusable(path, $"it belongs to another pull ({state.Source}, not {source})", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw Unusable(path, e.Message, e);
        }
    }

    /// <exception cref="InvalidInputException"><c>CcStateFile</c>: it could not be written, and the old one is still there.</exception>
    public void Save(string path)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Source);
            writer.Write(Cursor?.ToString("O", CultureInfo.InvariantCulture) ?? string.Empty);
            writer.Write(Marks.Count);
            foreach (KeyValuePair<Guid, PullMark> mark in Marks)
            {
                writer.Write(mark.Key.ToByteArray());
                writer.Write(mark.Value.Content);
                writer.Write(mark.Value.Lists);
                writer.Write((byte)((mark.Value.IsDeleted ? 1 : 0) | (mark.Value.IsUnsubscribed ? 2 : 0)));
            }
        }

        byte[] content = memory.ToArray();
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

    internal static InvalidInputException Unusable(string path, string why, Exception? inner) => new(
        "CcStateFile",
        $"The state file '{path}' cannot be used: {why}.",
        "Name the file of this pull. Where it is lost or damaged, delete it: the next pull then gives every contact.",
        inner);

    private static PullState Read(byte[] all)
    {
        if (all.Length < sizeof(ulong) || Fnv1a.Hash(all.AsSpan(0, all.Length - sizeof(ulong))) != BitConverter.ToUInt64(all, all.Length - sizeof(ulong)))
        {
            throw new FormatException("it is not whole");
        }

        using var reader = new BinaryReader(new MemoryStream(all, 0, all.Length - sizeof(ulong)), Encoding.UTF8);
        if (reader.ReadString() != Magic)
        {
            throw new FormatException("it is something else, or of another version");
        }

        var state = new PullState(reader.ReadString());
        string cursor = reader.ReadString();
        state.Cursor = cursor.Length == 0 ? null : DateTimeOffset.ParseExact(cursor, "O", CultureInfo.InvariantCulture);
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            var id = new Guid(reader.ReadBytes(16));
            ulong content = reader.ReadUInt64();
            ulong lists = reader.ReadUInt64();
            byte flags = reader.ReadByte();
            state.Marks[id] = new PullMark(content, lists, (flags & 1) != 0, (flags & 2) != 0);
        }

        return state;
    }
}
