using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Tests.Support;

/// <summary>Runs with a record in a folder of the test.</summary>
internal static class TestRuns
{
    /// <summary>Begins the run with this id, or goes on with it.</summary>
    public static OpenRun Begin(string folder, string id, string cmdlet, TimeProvider clock) =>
        OpenRun.Begin(
            new DataFolder(folder),
            id,
            new RunRecord
            {
                RunId = "",
                Cmdlet = cmdlet,
                BaseUri = "https://api.example.com/v3",
                StartedAt = clock.GetUtcNow(),
                Options = "{}",
                NeedsRows = true,
            },
            null,
            clock,
            onlyLook: false
        );
}
