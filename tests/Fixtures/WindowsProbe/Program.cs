using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using System.Threading;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

[assembly: SupportedOSPlatform("windows")]

namespace ConstantContact.WindowsProbe;

/// <summary>
/// Checks how Core's files behave on Windows, or under Wine. Each check first shows that the system refuses what the
/// plain way would be. The argument names the check, and a process does one; the exit code is 0 where it holds.
/// </summary>
internal static class Program
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("cc-windows-").FullName;

    private static readonly string Sample = Path.Combine(Folder, "sample");

    private static readonly Dictionary<string, Action> Checks = new(StringComparer.Ordinal)
    {
        ["running-import-is-seen"] = RunningImportIsSeen,
        ["csv-in-a-spreadsheet-is-read"] = CsvInASpreadsheetIsRead,
        ["held-file-is-replaced-when-it-is-let-go"] = HeldFileIsReplaced,
        ["new-folder-is-the-owners"] = NewFolderIsTheOwners,
        ["sign-in-is-protected"] = SignInIsProtected,
        ["temporary-file-goes-with-its-handle"] = TemporaryFileGoes,
        ["lock-is-held-once"] = LockIsHeldOnce,
        ["code-pages-are-the-systems"] = CodePagesAreTheSystems,
    };

    private static int Main(string[] args)
    {
        if (args.Length == 0)
        {
            Console.WriteLine(string.Join('\n', Checks.Keys));
            return 0;
        }

        try
        {
            Checks[args[0]]();
            return 0;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"{args[0]}: {e}");
            return 1;
        }
        finally
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static void RunningImportIsSeen()
    {
        DataFolder data = new(Path.Combine(Folder, "home"));
        using var other = ImportFolder.Open(data, "other", TimeProvider.System);
        File.WriteAllText(Path.Combine(other.FolderPath, "run.json"), "{}");
        var journal = Path.Combine(other.FolderPath, "journal.jsonl");
        using var run = ImportFolder.Open(data, "mine", TimeProvider.System);

        Refused(() => File.ReadAllBytes(journal));
        True(run.ActivitiesOfOthers().Count == 0);
    }

    private static void CsvInASpreadsheetIsRead()
    {
        File.WriteAllText(Sample, "email,first_name\nanna@example.com,Anna\n");
        using FileStream spreadsheet = new(Sample, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);

        Refused(() => new FileStream(Sample, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose());
        using var rows = CsvRowSource.Open(Sample);
        True(rows.Headings.Count == 2);
    }

    private static void HeldFileIsReplaced()
    {
        DurableFile.Replace(Sample, [1]);
        FileStream scanner = new(Sample, FileMode.Open, FileAccess.Read, FileShare.Read);
        var beside = Sample + ".beside";
        File.WriteAllBytes(beside, [2]);

        Refused(() => File.Move(beside, Sample, overwrite: true));
        using (
            Timer letGo = new(_ => scanner.Dispose(), null, TimeSpan.FromMilliseconds(300), Timeout.InfiniteTimeSpan)
        )
        {
            DurableFile.Replace(Sample, [3]);
        }

        True(File.ReadAllBytes(Sample) is [3]);
    }

    private static void NewFolderIsTheOwners()
    {
        var plain = Directory.CreateDirectory(Path.Combine(Folder, "plain"));
        DataFolder data = new(Path.Combine(Folder, "home"));
        var made = new DirectoryInfo(data.Make("runs", "one"));
        string[] owners = [WindowsIdentity.GetCurrent().User!.Value, "S-1-5-18", "S-1-5-32-544"];

        True(WithRights(made).Contains(owners[0]));
        True(!WithRights(made).Except(owners).Any());
        True(!WithRights(new DirectoryInfo(data.Root)).Except(owners).Any());
        Console.WriteLine(
            $"a plain folder: {string.Join(' ', WithRights(plain))}; ours: {string.Join(' ', WithRights(made))}"
        );
    }

    private static void SignInIsProtected()
    {
        FileTokenStore store = new(Sample);
        store.SaveAsync("the-secret", CancellationToken.None).GetAwaiter().GetResult();

        True(File.ReadAllText(Sample).Contains("\"dpapi\"", StringComparison.Ordinal));
        True(store.LoadAsync(CancellationToken.None).GetAwaiter().GetResult() == "the-secret");
    }

    private static void TemporaryFileGoes()
    {
        using (OwnerOnly.CreateTemporary(Sample))
        {
            True(File.Exists(Sample));
        }

        True(!File.Exists(Sample));
    }

    private static void LockIsHeldOnce()
    {
        using (FileLock.TryAcquire(Sample))
        {
            True(FileLock.TryAcquire(Sample) is null);
        }

        using var again = FileLock.TryAcquire(Sample);
        True(again is not null);
    }

    private static void CodePagesAreTheSystems()
    {
        using var key = Microsoft.Win32.Registry.LocalMachine.OpenSubKey(
            @"SYSTEM\CurrentControlSet\Control\Nls\CodePage"
        )!;
        True($"{SystemCodePages.Ansi}" == (string)key.GetValue("ACP")!);
        True($"{SystemCodePages.Oem}" == (string)key.GetValue("OEMCP")!);
    }

    private static string[] WithRights(DirectoryInfo folder) =>
        [
            .. folder
                .GetAccessControl()
                .GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
                .Cast<FileSystemAccessRule>()
                .Select(rule => rule.IdentityReference.Value)
                .Distinct(StringComparer.Ordinal),
        ];

    private static void Refused(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        throw new InvalidOperationException(
            "This system allows what Windows refuses, so the check would show nothing."
        );
    }

    private static void True(
        bool condition,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string? what = null
    )
    {
        if (!condition)
        {
            throw new InvalidOperationException($"Not so: {what}");
        }
    }
}
