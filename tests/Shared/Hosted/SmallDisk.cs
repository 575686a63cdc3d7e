using System;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace ConstantContact.Tests.Hosted;

/// <summary>A file system of a few pages in memory, mounted for one test: root on Linux can have one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<string?> Probe = new(static () =>
    {
        try
        {
            Mount("64k").Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"SKIPPED: no small disk can be mounted here (it takes root on Linux): {e.Message}";
        }
    });

    private SmallDisk(string path) => Path = path;

    /// <summary>The reason why none is available here. Null if one is.</summary>
    public static string? Missing =>
        OperatingSystem.IsLinux() ? Probe.Value : "SKIPPED: only Linux can mount a small disk for a test.";

    public string Path { get; }

    /// <param name="size">As tmpfs takes it: 64k.</param>
    public static SmallDisk Mount(string size)
    {
        string path = Directory.CreateTempSubdirectory("cc-disk-").FullName;
        Call("mount", "-t", "tmpfs", "-o", $"size={size},mode=0700", "tmpfs", path);
        return new SmallDisk(path);
    }

    /// <summary>Fills it, except for this many pages of 4 KB.</summary>
    public void Fill(int freePages)
    {
        long left = new DriveInfo(Path).AvailableFreeSpace - (freePages * 4096L);
        if (left > 0)
        {
            File.WriteAllBytes(Filler, new byte[left]);
        }
    }

    public void Free() => File.Delete(Filler);

    public void MakeReadOnly() => Call("mount", "-o", "remount,ro", Path);

    public void Dispose()
    {
        Call("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    private static void Call(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(error.Trim());
        }
    }
}

/// <summary>Skipped, with the reason, where no small disk can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}

/// <inheritdoc cref="SmallDiskFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = SmallDisk.Missing;
}
