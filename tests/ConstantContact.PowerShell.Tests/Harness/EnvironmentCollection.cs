using Xunit;

namespace ConstantContact.PowerShell.Tests.Harness;

/// <summary>
/// Tests that change the process's environment: they run alone, after all others. A data folder that is another for a
/// moment would be another for every test that runs beside.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentCollection
{
    public const string Name = "Environment";
}
