using System;
using System.Collections.Generic;
using System.Linq;
using ConstantContact.Contract;
using ConstantContact.PowerShell.Tests.Commands;
using ConstantContact.PowerShell.Tests.Pester;
using ConstantContact.PowerShell.Tests.Shell;
using Xunit;
using Xunit.Abstractions;

namespace ConstantContact.PowerShell.Tests;

/// <summary>Starts the classes that wait longest first, so that the others run meanwhile.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        nameof(PesterStartTests),
        nameof(ImportOutcomeTests),
        nameof(ShellRunTests),
        nameof(ImportStreamTests),
        nameof(ExportCcContactTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        new ContractLast().OrderTestCollections(
            testCollections.OrderBy(static c => c.DisplayName == PesterCollection.Name).ThenBy(Place)
        );

    private static int Place(ITestCollection collection) =>
        Array.FindIndex(Longest, name => collection.DisplayName.EndsWith("." + name, StringComparison.Ordinal))
            is >= 0
                and var place
            ? place
            : Longest.Length;
}
