using Xunit;

namespace ConstantContact.Contract;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ContractCollection
{
    public const string Name = "Contract";
}
