using System.Diagnostics;
using System.IO;
using System.Text;
using ConstantContact.PowerShell.Errors;

namespace ConstantContact.PowerShell.Emulation;

/// <summary>Which program the emulator is, and how it is called.</summary>
internal sealed class EmulatorProgram
{
    /// <summary>The .NET tool of the emulator's package.</summary>
    internal const string Tool = "constantcontact-emulator";

    /// <summary>The program to run where no path is given.</summary>
    internal const string PathVariable = "CONSTANTCONTACT_EMULATOR";

    private readonly string _path;

    private EmulatorProgram(string path) => _path = path;

    /// <param name="path">An executable or a .NET assembly.</param>
    /// <exception cref="EmulatorException">There is no such file.</exception>
    internal static EmulatorProgram At(string path) => File.Exists(path) ? new(path) : throw EmulatorException.NoFile(path);

    /// <summary>The installed tool.</summary>
    /// <param name="onPath">Where the shell found it on the path; null where it did not.</param>
    /// <exception cref="EmulatorException">It is not installed.</exception>
    internal static EmulatorProgram Installed(string? onPath)
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } chosen)
        {
            return At(chosen);
        }

        // A tool that was installed a moment ago is not on the path of shells that were open before.
        string file = Path.DirectorySeparatorChar == '\\' ? $"{Tool}.exe" : Tool;
        string inProfile = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools", file);
        return new EmulatorProgram(onPath ?? (File.Exists(inProfile) ? inProfile : throw EmulatorException.NotInstalled(Tool)));
    }

    /// <summary>Every stream is a pipe, and there is no window.</summary>
    internal ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        bool isAssembly = _path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        return new ProcessStartInfo(isAssembly ? "dotnet" : _path, CommandLine(isAssembly ? [_path, .. arguments] : arguments))
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
    /// One text that comes out as these arguments again, by the rules of the C runtime, which .NET follows on every system.
    /// .NET Framework has no list of arguments.
    /// </summary>
    internal static string CommandLine(IEnumerable<string> arguments) => string.Join(" ", arguments.Select(Quoted));

    private static string Quoted(string argument)
    {
        if (argument.Length > 0 && !argument.Any(static c => char.IsWhiteSpace(c) || c == '"'))
        {
            return argument;
        }

        var text = new StringBuilder("\"");
        int backslashes = 0;
        foreach (char c in argument)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }

            // Backslashes stand for themselves, except before a quotation mark.
            text.Append('\\', c == '"' ? (2 * backslashes) + 1 : backslashes).Append(c);
            backslashes = 0;
        }

        return text.Append('\\', 2 * backslashes).Append('"').ToString();
    }
}
