using System;

namespace ConstantContact.PowerShell.Tests.Shell;

/// <summary>What a shell process left behind.</summary>
public sealed record ShellResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Lines of stdout without blank ones and trailing blanks.</summary>
    public string[] Lines =>
        Output
            .ReplaceLineEndings("\n")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
