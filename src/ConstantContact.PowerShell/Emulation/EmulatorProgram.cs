using System.Diagnostics;
using System.IO;
using System.Text;
using ConstantContact.PowerShell.Errors;

namespace ConstantContact.PowerShell.Emulation;

/// <summary>The emulator's program and its command line.</summary>
internal sealed class EmulatorProgram
{
    /// <summary>The .NET tool of the emulator's package.</summary>
    internal const string Tool = "constantcontact-emulator";

    /// <summary>The variable with the program to run if no path is given.</summary>
    internal const string PathVariable = "CONSTANTCONTACT_EMULATOR";

    private readonly string _path;

    private EmulatorProgram(string path) => _path = path;

    /// <param name="path">An executable or a .NET assembly.</param>
    /// <exception cref="EmulatorException">The file does not exist.</exception>
    internal static EmulatorProgram At(string path) =>
        File.Exists(path) ? new(path) : throw EmulatorException.NoFile(path);

    /// <summary>The installed tool.</summary>
    /// <param name="onPath">The location that the shell found on the path. Null if it found none.</param>
    /// <exception cref="EmulatorException">The tool is not installed.</exception>
    internal static EmulatorProgram Installed(string? onPath)
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } chosen)
        {
            return At(chosen);
        }

        // If the tool was just installed, it is not yet on the path of shells that were already open.
        var file = Path.DirectorySeparatorChar == '\\' ? $"{Tool}.exe" : Tool;
        var inProfile = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            ".dotnet",
            "tools",
            file
        );
        return new EmulatorProgram(
            onPath ?? (File.Exists(inProfile) ? inProfile : throw EmulatorException.NotInstalled(Tool))
        );
    }

    /// <summary>Redirects all streams and shows no window.</summary>
    internal ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var isAssembly = _path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        return new ProcessStartInfo(
            isAssembly ? "dotnet" : _path,
            CommandLine(isAssembly ? [_path, .. arguments] : arguments)
        )
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    public override string ToString() => _path;

    /// <summary>
    /// One text that is parsed into these arguments again, by the rules of the C runtime, which .NET follows on every
    /// system. .NET Framework has no list of arguments.
    /// </summary>
    internal static string CommandLine(IEnumerable<string> arguments) => string.Join(" ", arguments.Select(Quoted));

    private static string Quoted(string argument)
    {
        if (argument.Length > 0 && !argument.Any(static c => char.IsWhiteSpace(c) || c == '"'))
        {
            return argument;
        }

        var text = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var c in argument)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }

            // Backslashes are literal, except before a quotation mark.
            text.Append('\\', c == '"' ? (2 * backslashes) + 1 : backslashes).Append(c);
            backslashes = 0;
        }

        return text.Append('\\', 2 * backslashes).Append('"').ToString();
    }
}
