using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Errors;

/// <summary>The emulator is missing or did not start.</summary>
internal sealed class EmulatorException : CcException
{
    private EmulatorException(string errorId, string message, string remedy, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        RecommendedAction = remedy;
    }

    public override string ErrorId { get; }

    public override string RecommendedAction { get; }

    public override bool EndsTheRun => true;

    /// <param name="tool">The name of the .NET tool.</param>
    internal static EmulatorException NotInstalled(string tool) =>
        new(
            "CcEmulatorMissing",
            $"The emulator is not installed. The program '{tool}' is not on the path or in the folder of the "
                + ".NET tools. "
                + "To install it, run these commands in a checkout of the module's repository: dotnet pack "
                + "src/ConstantContact.Emulator -o packages; "
                + "dotnet tool install --global --add-source packages ConstantContact.Emulator",
            "Install the tool with these two commands, or set -Path to the executable or to "
                + "ConstantContact.Emulator.dll."
        );

    internal static EmulatorException NoFile(string path) =>
        new(
            "CcEmulatorMissing",
            $"There is no emulator at '{path}'.",
            "Set -Path to the emulator's executable or to ConstantContact.Emulator.dll."
        );

    internal static EmulatorException CannotRun(string program, Exception cause) =>
        new(
            "CcEmulatorFailed",
            $"'{program}' cannot be run: {cause.Message}",
            "Check that the file is an emulator for this system. To run a .dll, 'dotnet' must be on the path.",
            cause
        );

    internal static EmulatorException Ended(int exitCode, string said) =>
        new(
            "CcEmulatorFailed",
            FormattableString.Invariant($"The emulator ended with exit code {exitCode} before it was ready. ")
                + (said.Length == 0 ? "It wrote no output." : $"Output: {said}"),
            "Check the port, the files and the other arguments. The module and the emulator must have the same version."
        );

    internal static EmulatorException TooLate(TimeSpan patience) =>
        new(
            "CcEmulatorFailed",
            FormattableString.Invariant(
                $"The emulator was not ready within {patience.TotalSeconds:0} seconds and was stopped."
            ),
            "Run the command again with a larger -TimeoutSeconds."
        );
}
