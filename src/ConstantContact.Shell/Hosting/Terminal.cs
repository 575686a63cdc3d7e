using System;

namespace ConstantContact.Shell.Hosting;

/// <summary>What the process's three streams are connected to.</summary>
internal static class Terminal
{
    public static bool HasInput { get; } = !Console.IsInputRedirected;

    public static bool HasOutput { get; } = !Console.IsOutputRedirected;

    public static bool HasError { get; } = !Console.IsErrorRedirected;

    /// <summary>A person is there: keys can be read, and what is asked can be seen.</summary>
    public static bool HasPerson => HasInput && HasOutput;

    public static bool AnsiOutput { get; } = HasOutput && WantsAnsi();

    public static bool AnsiError { get; } = HasError && WantsAnsi();

    // https://no-color.org: any non-empty value.
    private static bool WantsAnsi() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";
}
