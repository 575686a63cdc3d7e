using System.Management.Automation;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>The counts of an import's summary.</summary>
internal static class ImportCounts
{
    /// <summary>Fails unless the summary has these counts, and accounts for every row.</summary>
    public static void AssertEqual(
        PSObject summary,
        long rowsIn,
        long accepted,
        int exitCode,
        long failed = 0,
        long notAttempted = 0,
        long suppressed = 0
    )
    {
        Assert.Equal(
            (rowsIn, accepted, failed, notAttempted, suppressed, 0L),
            (
                Count("RowsIn"),
                Count("Accepted"),
                Count("Failed"),
                Count("NotAttempted"),
                Count("Suppressed"),
                Count("Unaccounted")
            )
        );
        Assert.Equal(exitCode, (int)summary.Properties["ExitCode"].Value);

        long Count(string name) => (long)summary.Properties[name].Value;
    }
}
