using System.Management.Automation.Host;

namespace ConstantContact.PowerShell.Session;

/// <summary>Whether there is a person in front of this session.</summary>
internal static class UnattendedSession
{
    internal const string Variable = "CONSTANTCONTACT_NONINTERACTIVE";

    /// <summary>On the pipeline thread.</summary>
    internal static bool Is(PSHost? host)
    {
        string? said = Environment.GetEnvironmentVariable(Variable)?.Trim();
        return said is "1" || string.Equals(said, "true", StringComparison.OrdinalIgnoreCase)
            || !Environment.UserInteractive

            // What the engine calls a host that somebody forgot to give it: jobs, runbooks, services.
            || host?.UI is null || host.Name == "Default Host"

            // PowerShell takes any beginning of the word that is its own.
            || Environment.GetCommandLineArgs().Any(a => a.Length >= 5 && (a[0] is '-' or '/') && "noninteractive".StartsWith(a.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase));
    }
}
