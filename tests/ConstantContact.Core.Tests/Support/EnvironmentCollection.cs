namespace ConstantContact.Core.Tests.Support;

/// <summary>Tests that set environment variables, which all tests of the process see: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentCollection
{
    public const string Name = "environment";
}
