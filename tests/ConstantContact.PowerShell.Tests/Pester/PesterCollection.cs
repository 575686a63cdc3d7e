using Xunit;

namespace ConstantContact.PowerShell.Tests.Pester;

/// <summary>Only waits for other processes and therefore runs after all other tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PesterCollection
{
    public const string Name = "Pester";
}
