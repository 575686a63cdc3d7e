using Xunit;

namespace ConstantContact.PowerShell.Tests.Harness;

/// <summary>
/// Tests that change the process's environment. No other test runs beside them, because a data folder that is another
/// for a moment would be another for it too. Only the Pester suites do: they are processes that started before.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentCollection
{
    public const string Name = "Environment";
}
