using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace ConstantContact.Contract;

/// <summary>
/// The collection whose test looks back on all others comes last: it runs in parallel with none, and after the others
/// of that kind.
/// </summary>
public sealed class ContractLast : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => string.Equals(c.DisplayName, ContractCollection.Name, StringComparison.Ordinal));
}
