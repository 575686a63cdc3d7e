using System.IO;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>
/// The place of a report, held by one run at a time. The report is written beside it and takes its place when it is whole. What is
/// there already is replaced only if it is a report; a link is never followed.
/// </summary>
/// <remarks><c>.csv</c> is CSV, <c>.jsonl</c> is JSON lines, everything else is a folder with four files; or it is a page for people.</remarks>
public sealed class ReportTarget : IDisposable
{
    internal static readonly string[] FileNames = ["succeeded.csv", "failed.csv", "suppressed.csv", "not-attempted.csv"];

    private readonly FileLock _lock;

    private ReportTarget(string path, FileLock held, bool isPage)
    {
        Path = path;
        _lock = held;
        IsPage = isPage;
    }

    /// <summary>The whole path.</summary>
    public string Path { get; }

    internal bool IsCsv => HasExtension(Path, ".csv");

    internal bool IsLines => HasExtension(Path, ".jsonl");

    internal bool IsPage { get; }

    internal bool IsFolder => !IsCsv && !IsLines && !IsPage;

    /// <param name="path">Where the report is to go.</param>
    /// <param name="input">The file that the run reads; null where it is not known.</param>
    /// <param name="data">Where the lock is kept.</param>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>: says why, and that nothing was sent.</exception>
    public static ReportTarget Claim(string path, string? input, DataFolder data) => Claim(path, input, data, isPage: false, replaces: false);

    /// <summary>The place of a page for people, which nothing depends on and nothing is sent for.</summary>
    /// <param name="path">A file that ends in <c>.html</c> or <c>.htm</c>.</param>
    /// <param name="input">The file that the page is made of; null where there is none.</param>
    /// <param name="data">Where the lock is kept.</param>
    /// <param name="replaces">A file that is there may be replaced.</param>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>.</exception>
    public static ReportTarget ClaimPage(string path, string? input, DataFolder data, bool replaces) => Claim(path, input, data, isPage: true, replaces);

    private static ReportTarget Claim(string path, string? input, DataFolder data, bool isPage, bool replaces)
    {
        string whole = System.IO.Path.GetFullPath(path);
        try
        {
            string folder = data.Make("reports");
            FileLock held = FileLock.TryAcquire(System.IO.Path.Combine(folder, RowLedger.HashOf(whole) + ".lock"))
                ?? throw Refused(whole, isPage, "another run is writing it.", "Wait until that run has ended, or name another report.");
            var target = new ReportTarget(whole, held, isPage);
            try
            {
                target.Check(input, replaces);
                target.Try();
                return target;
            }
            catch
            {
                target.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(whole, isPage, e.Message, "Name a report in a folder that exists and that you may write to.", e);
        }
    }

    public void Dispose() => _lock.Dispose();

    public override string ToString() => Path;

    /// <summary>Writes one file of the report beside its place, and puts it there when all are whole.</summary>
    /// <exception cref="IOException">Nothing was replaced; also <see cref="UnauthorizedAccessException"/>.</exception>
    internal void Write(IReadOnlyList<Action<TextWriter>> files, bool withMark)
    {
        string[] places = IsFolder ? [.. FileNames.Select(name => System.IO.Path.Combine(Path, name))] : [Path];
        string[] beside = [.. places.Select(static place => place + "." + Guid.NewGuid().ToString("N") + ".new")];
        try
        {
            for (int i = 0; i < places.Length; i++)
            {
                using FileStream file = OwnerOnly.Open(beside[i], FileMode.CreateNew, FileAccess.Write, FileShare.None);
                using (var text = new StreamWriter(file, new System.Text.UTF8Encoding(withMark), 1 << 14, leaveOpen: true))
                {
                    files[i](text);
                }

                file.Flush(flushToDisk: true);
            }

            foreach ((string place, string made) in places.Zip(beside, static (place, made) => (place, made)))
            {
                RefuseLink(place);
                DurableFile.MoveOver(made, place);
            }
        }
        finally
        {
            foreach (string left in beside)
            {
                Remove(left);
            }
        }
    }

    private void Check(string? input, bool replaces)
    {
        if (IsPage && !HasExtension(Path, ".html") && !HasExtension(Path, ".htm"))
        {
            throw Refused(Path, IsPage, "a page ends in .html, so that a browser opens it.", "Name a file that ends in .html. Get-CcRun -ReportPath writes .csv and .jsonl.");
        }

        foreach (string place in IsFolder ? FileNames.Select(name => System.IO.Path.Combine(Path, name)) : [Path])
        {
            RefuseLink(place);
            if (input is not null && File.Exists(place) && IsSame(place, input))
            {
                throw Refused(Path, IsPage, $"it would take the place of the input '{input}'.", "Name another report.");
            }
        }

        if (IsFolder)
        {
            RefuseLink(Path);
            if (File.Exists(Path))
            {
                throw Refused(Path, IsPage, "a file of this name exists, and the report would be a folder.", "Name a report that ends in .csv or .jsonl, or a folder.");
            }
        }
        else if (Directory.Exists(Path))
        {
            throw Refused(Path, IsPage, "a folder of this name exists.", "Name another report.");
        }
        else if (IsPage)
        {
            if (File.Exists(Path) && !replaces)
            {
                throw Refused(Path, IsPage, "the file exists.", "Name another file, or overwrite it with -Force.");
            }
        }
        else if (File.Exists(Path) && !RunReport.IsReport(Path, IsCsv))
        {
            throw Refused(Path, IsPage, "the file exists and is not a report of this module; it may be the input of this run.", "Name another report, or remove the file first.");
        }
    }

    /// <summary>Whether files can be made there, before anything is sent.</summary>
    private void Try()
    {
        if (IsFolder)
        {
            OwnerOnly.CreateDirectory(Path);
        }

        string probe = (IsFolder ? System.IO.Path.Combine(Path, "report") : Path) + "." + Guid.NewGuid().ToString("N") + ".new";
        OwnerOnly.Open(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None).Dispose();
        Remove(probe);
    }

    private void RefuseLink(string place)
    {
        if (new FileInfo(place) is { } file && (int)file.Attributes != -1 && (file.Attributes & FileAttributes.ReparsePoint) != 0)
        {
            throw Refused(Path, IsPage, $"'{place}' is a link.", "Name a file that is none, or remove the link.");
        }
    }

    private static bool IsSame(string one, string other)
    {
        try
        {
            return string.Equals(
                System.IO.Path.GetFullPath(one), System.IO.Path.GetFullPath(Target(other)), System.IO.Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The file that a link leads to, where the system tells.</summary>
    private static string Target(string path)
    {
#if NET
        return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
#else
        return path;
#endif
    }

    private static bool HasExtension(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file beside the report; harmless.
        }
    }

    private static InvalidInputException Refused(string path, bool isPage, string why, string remedy, Exception? inner = null) =>
        new("CcReportNotWritable", $"The report '{path}' cannot be written: {why}", isPage ? remedy : $"{remedy} Nothing was sent.", inner);
}
