using System.IO;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>
/// The place of a report, held by one run at a time. A report is written beside its place and moved there when it is
/// complete. Only an earlier report is replaced, and a link is never followed.
/// </summary>
/// <remarks>
/// A name that ends in <c>.csv</c> gives CSV, <c>.jsonl</c> gives JSON lines, and any other name a folder of four
/// files. A page is HTML.
/// </remarks>
public sealed class ReportTarget : IDisposable
{
    internal static readonly string[] FileNames =
    [
        "succeeded.csv",
        "failed.csv",
        "suppressed.csv",
        "not-attempted.csv",
    ];

    /// <summary>
    /// Endings of files that are no reports. Another name with a dot, such as <c>2026.11</c>, is a folder.
    /// </summary>
    private static readonly string[] OtherFiles =
    [
        ".html",
        ".htm",
        ".json",
        ".xml",
        ".txt",
        ".log",
        ".tsv",
        ".md",
        ".xls",
        ".xlsx",
        ".ods",
        ".pdf",
        ".zip",
        ".ccplan",
    ];

    private readonly FileLock _lock;

    private ReportTarget(string path, FileLock held, bool isPage)
    {
        Path = path;
        _lock = held;
        IsPage = isPage;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    internal bool IsCsv => HasExtension(Path, ".csv");

    internal bool IsLines => HasExtension(Path, ".jsonl");

    internal bool IsPage { get; }

    internal bool IsFolder => !IsCsv && !IsLines && !IsPage;

    private IEnumerable<string> Places =>
        IsFolder ? FileNames.Select(name => System.IO.Path.Combine(Path, name)) : [Path];

    /// <param name="path">The place of the report.</param>
    /// <param name="input">The file that the run reads; null if it is not known.</param>
    /// <param name="data">The data folder, which holds the lock.</param>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>: says why, and that nothing was
    /// sent.</exception>
    /// <exception cref="RunNotWritableException">The data folder cannot be used.</exception>
    public static ReportTarget Claim(string path, string? input, DataFolder data) =>
        Claim(path, input, data, isPage: false, replaces: false);

    /// <summary>The place of an HTML page for people.</summary>
    /// <param name="path">A file that ends in <c>.html</c> or <c>.htm</c>.</param>
    /// <param name="input">The file that the page is made from; null if there is none.</param>
    /// <param name="data">The data folder, which holds the lock.</param>
    /// <param name="replaces">True to replace an existing file.</param>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>.</exception>
    public static ReportTarget ClaimPage(string path, string? input, DataFolder data, bool replaces) =>
        Claim(path, input, data, isPage: true, replaces);

    private static ReportTarget Claim(string path, string? input, DataFolder data, bool isPage, bool replaces)
    {
        var whole = System.IO.Path.GetFullPath(path);
        var folder = Locks(data);
        try
        {
            var held =
                FileLock.TryAcquire(System.IO.Path.Combine(folder, RowLedger.HashOf(whole) + ".lock"))
                ?? throw Refused(
                    whole,
                    isPage,
                    "another run is writing this report.",
                    "Wait until that run has ended, or name another report."
                );
            var target = new ReportTarget(whole, held, isPage);
            try
            {
                target.RefuseInput(input);
                target.Check(replaces);
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
            throw Refused(
                whole,
                isPage,
                FileTrouble.Text(e),
                "Name a report in a folder that exists and that you may write to.",
                e
            );
        }
    }

    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>: the report would replace this file, which
    /// the run reads.</exception>
    public void RefuseInput(string? input)
    {
        if (input is not null && Places.Any(place => File.Exists(place) && IsSame(place, input)))
        {
            throw Refused(Path, IsPage, $"it would replace the input '{input}'.", "Name another report.");
        }
    }

    public void Dispose() => _lock.Dispose();

    public override string ToString() => Path;

    /// <summary>
    /// Writes the files of the report beside their places, and moves them there when all are complete.
    /// </summary>
    /// <param name="fill">Gets one writer for each file.</param>
    /// <param name="withMark">The files begin with a byte order mark, for spreadsheets.</param>
    /// <exception cref="IOException">Nothing was replaced; also <see cref="UnauthorizedAccessException"/>.</exception>
    internal void Write(Action<IReadOnlyList<TextWriter>> fill, bool withMark)
    {
        string[] places = [.. Places];
        string[] beside = [.. places.Select(static place => place + "." + Guid.NewGuid().ToString("N") + ".new")];
        List<StreamWriter> files = [];
        try
        {
            try
            {
                foreach (var made in beside)
                {
                    var file = OwnerOnly.Open(made, FileMode.CreateNew, FileAccess.Write, FileShare.None);
                    files.Add(new StreamWriter(file, new UTF8Encoding(withMark), 1 << 14));
                }

                fill(files);
                foreach (var file in files)
                {
                    file.Flush();
                    ((FileStream)file.BaseStream).Flush(flushToDisk: true);
                }
            }
            finally
            {
                files.ForEach(Close);
            }

            foreach (var (place, made) in places.Zip(beside, static (place, made) => (place, made)))
            {
                RefuseLink(place);
                DurableFile.MoveOver(made, place);
            }
        }
        finally
        {
            foreach (var left in beside)
            {
                DurableFile.TryDelete(left);
            }
        }
    }

    private static void Close(StreamWriter file)
    {
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // The disk is full. The error that came before says so, or the flush succeeded and nothing is missing.
        }
    }

    private void Check(bool replaces)
    {
        if (IsPage && !HasExtension(Path, ".html") && !HasExtension(Path, ".htm"))
        {
            throw Refused(
                Path,
                IsPage,
                "the name of a page ends in .html.",
                "Name a file that ends in .html. Get-CcRun -ReportPath writes .csv and .jsonl files."
            );
        }

        if (
            IsFolder
            && !Directory.Exists(Path)
            && OtherFiles.FirstOrDefault(ending => HasExtension(Path, ending)) is { } other
        )
        {
            throw Refused(
                Path,
                IsPage,
                $"a report is a file that ends in .csv or .jsonl, or a folder, and not a file that ends in {other}.",
                other is ".html" or ".htm"
                    ? "Name another report. Export-CcReport makes a page of the run afterwards."
                    : "Name another report."
            );
        }

        if (IsFolder ? File.Exists(Path) : Directory.Exists(Path))
        {
            throw IsFolder
                ? Refused(
                    Path,
                    IsPage,
                    "a file of this name exists, and the report would be a folder.",
                    "Name a folder, or a file that ends in .csv or .jsonl."
                )
                : Refused(Path, IsPage, "a folder of this name exists.", "Name another report.");
        }

        RefuseLink(Path);
        foreach (var place in Places)
        {
            RefuseLink(place);
            if (IsPage && File.Exists(place) && !replaces)
            {
                throw Refused(Path, IsPage, "the file exists.", "Name another file, or replace this one with -Force.");
            }

            if (!IsPage && File.Exists(place) && !RunReport.IsReport(place, this))
            {
                throw Refused(
                    Path,
                    IsPage,
                    $"{(IsFolder ? $"'{place}'" : "the file")} exists and is not a report of this module. It may be "
                        + "the input of this run.",
                    "Name another report, or remove the file first."
                );
            }
        }
    }

    /// <summary>Creates files there, before anything is sent.</summary>
    private void Try()
    {
        if (IsFolder)
        {
            OwnerOnly.CreateDirectory(Path);
        }

        var probe =
            (IsFolder ? System.IO.Path.Combine(Path, "report") : Path) + "." + Guid.NewGuid().ToString("N") + ".new";
        OwnerOnly.Open(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None).Dispose();
        DurableFile.TryDelete(probe);
    }

    private void RefuseLink(string place)
    {
        if (
            new FileInfo(place) is { } file
            && (int)file.Attributes != -1
            && (file.Attributes & FileAttributes.ReparsePoint) != 0
        )
        {
            throw Refused(Path, IsPage, $"'{place}' is a link.", "Name a file that is not a link, or remove the link.");
        }
    }

    /// <exception cref="RunNotWritableException">The data folder cannot be used.</exception>
    private static string Locks(DataFolder data)
    {
        try
        {
            return data.Make("reports");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.NotWritable(data.Root, e);
        }
    }

    private static bool IsSame(string one, string other)
    {
        var rule =
            System.IO.Path.DirectorySeparatorChar == '\\'
                ? StringComparison.OrdinalIgnoreCase
                : StringComparison.Ordinal;
        try
        {
            return string.Equals(System.IO.Path.GetFullPath(one), System.IO.Path.GetFullPath(Target(other)), rule);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The file that a link leads to, if the system tells.</summary>
    private static string Target(string path)
    {
#if NET
        return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
#else
        return path;
#endif
    }

    private static bool HasExtension(string path, string extension) =>
        path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>A page is made after a run, or before one: there is no need to say that nothing was sent.</summary>
    private static InvalidInputException Refused(
        string path,
        bool isPage,
        string why,
        string remedy,
        Exception? inner = null
    ) =>
        new(
            "CcReportNotWritable",
            $"The report '{path}' cannot be written: {why}",
            isPage ? remedy : $"{remedy} Nothing was sent.",
            inner
        );
}
