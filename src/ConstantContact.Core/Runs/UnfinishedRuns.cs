using System.IO;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>
/// The ids of the runs that are not finished: an empty file each, in a folder of its own. A command can look for an
/// unfinished run of the same input without reading the records of thousands of finished ones.
/// </summary>
internal static class UnfinishedRuns
{
    private const string Folder = "unfinished";

    /// <summary>Runs that began and did not finish, also those that a process works on now.</summary>
    public static IReadOnlyList<string> Ids(DataFolder data)
    {
        var folder = data.PathOf(Folder);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Select(static file => Path.GetFileName(file))]
            : [];
    }

    /// <exception cref="IOException">The disk is full, or the like; also
    /// <see cref="UnauthorizedAccessException"/>.</exception>
    public static void Add(DataFolder data, string runId) =>
        OwnerOnly.Create(Path.Combine(data.Make(Folder), runId)).Dispose();

    public static void Remove(DataFolder data, string runId) => DurableFile.TryDelete(data.PathOf(Folder, runId));
}
