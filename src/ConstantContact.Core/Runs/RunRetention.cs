using System.Globalization;
using System.IO;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>How long runs are kept, and the sweep that removes the others.</summary>
public static class RunRetention
{
    /// <summary>
    /// The environment variable that sets the number of days; 0 keeps no rows and no changes of finished runs.
    /// </summary>
    public const string DaysVariable = "CONSTANTCONTACT_KEEP_DAYS";

    /// <summary>
    /// The number of finished runs that are kept. A script that calls a cmdlet for each contact makes one run per call.
    /// </summary>
    internal const int MostRuns = 10_000;

    private const int UsualDays = 30;

    private const int MostDays = 3650;

    private static readonly TimeSpan Between = TimeSpan.FromDays(1);

    /// <summary>Rows and changes are removed as soon as their run has finished.</summary>
    internal static bool KeepsNone => Days == 0;

    /// <summary>Refuses a run that is to be undoable where nothing of it would be kept.</summary>
    /// <exception cref="Errors.InvalidInputException"><c>CcInvalidValue</c>.</exception>
    public static void RequireKept(string parameter)
    {
        if (KeepsNone)
        {
            throw Errors.InvalidInputException.Value(
                parameter,
                null,
                $"{DaysVariable} is 0, so that the old values are removed when the run ends.",
                $"Set {DaysVariable} to the number of days in which the run is to be undoable."
            );
        }
    }

    private static int Days =>
        int.TryParse(
            Environment.GetEnvironmentVariable(DaysVariable),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var days
        )
            ? Math.Min(days, MostDays)
            : UsualDays;

    /// <summary>
    /// Removes the runs that ended before the days that are kept, and the oldest finished ones beyond 10,000. A run
    /// that a process works on stays. Looks at the folders once a day at most; failures are left to the next sweep.
    /// </summary>
    public static void Sweep(DataFolder data, TimeProvider time) => Sweep(data, time, MostRuns);

    internal static void Sweep(DataFolder data, TimeProvider time, int most)
    {
        var folder = data.PathOf(RunFolder.Runs);
        var now = time.GetUtcNow().UtcDateTime;
        if (!Directory.Exists(folder) || !IsDue(Path.Combine(folder, "swept"), now))
        {
            return;
        }

        var oldest = now - TimeSpan.FromDays(KeepsNone ? UsualDays : Days);
        List<(DirectoryInfo Run, DateTime Used)> kept = [];
        foreach (var run in new DirectoryInfo(folder).EnumerateDirectories())
        {
            // The record is replaced when a run ends, which changes the folder's time. Its files need no look before
            // that is old.
            var used = run.LastWriteTimeUtc;
            if (used >= oldest || LastWrite(run) is var last && last >= oldest)
            {
                kept.Add((run, used));
            }
            else
            {
                Remove(data, run);
            }
        }

        foreach (var id in UnfinishedRuns.Ids(data).Where(id => !Directory.Exists(Path.Combine(folder, id))))
        {
            UnfinishedRuns.Remove(data, id);
        }

        if (kept.Count > most)
        {
            HashSet<string> unfinished = new(UnfinishedRuns.Ids(data), StringComparer.Ordinal);
            foreach (
                var (run, _) in kept.Where(k => !unfinished.Contains(k.Run.Name))
                    .OrderBy(static k => k.Used)
                    .Take(kept.Count - most)
                    .ToArray()
            )
            {
                Remove(data, run);
            }
        }
    }

    private static bool IsDue(string mark, DateTime now)
    {
        try
        {
            if (File.Exists(mark) && File.GetLastWriteTimeUtc(mark) is var last && last <= now && now - last < Between)
            {
                return false;
            }

            OwnerOnly.Create(mark).Dispose();
            File.SetLastWriteTimeUtc(mark, now);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static DateTime LastWrite(DirectoryInfo run)
    {
        try
        {
            return run.EnumerateFiles()
                .Select(static file => file.LastWriteTimeUtc)
                .DefaultIfEmpty(run.LastWriteTimeUtc)
                .Max();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DateTime.MaxValue; // another process is removing it
        }
    }

    private static void Remove(DataFolder data, DirectoryInfo run)
    {
        try
        {
            if (FileLock.TryAcquire(Path.Combine(run.FullName, RunFolder.LockName)) is { } held)
            {
                held.Dispose();
                run.Delete(recursive: true);
                UnfinishedRuns.Remove(data, run.Name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process works in it. The next sweep tries again.
        }
    }
}
