using System.Management.Automation.Host;

namespace ConstantContact.PowerShell.Session;

/// <summary>Detects whether a person can respond in this session.</summary>
internal static class UnattendedSession
{
    internal const string Variable = "CONSTANTCONTACT_NONINTERACTIVE";

    /// <summary>Call on the pipeline thread.</summary>
    internal static bool Is(PSHost? host)
    {
        var said = Environment.GetEnvironmentVariable(Variable)?.Trim();
        return said is "1"
            || string.Equals(said, "true", StringComparison.OrdinalIgnoreCase)
            || !Environment.UserInteractive
            // The engine's name for a host that was not supplied: jobs, runbooks, services.
            || host?.UI is null
            || host.Name == "Default Host"
            // PowerShell accepts any unambiguous beginning of the parameter name.
            || Environment
                .GetCommandLineArgs()
                .Any(a =>
                    a.Length >= 5
                    && (a[0] is '-' or '/')
                    && "noninteractive".StartsWith(a.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase)
                );
    }
}
