using System.Collections.Generic;

namespace ConstantContact.PowerShell.Tests.Pester;

/// <summary>What became of a suite.</summary>
/// <param name="Tests">Each <c>It</c>, once for each set of data that it has.</param>
/// <param name="Errors">What went wrong outside of them.</param>
public sealed record PesterResult(IReadOnlyList<PesterTest> Tests, IReadOnlyList<string> Errors);

/// <param name="Line">Where its <c>It</c> begins.</param>
/// <param name="Name">With the names of the blocks around it.</param>
/// <param name="Result">Passed, Failed, Skipped, NotRun, Inconclusive.</param>
/// <param name="Error">What failed, and where.</param>
public sealed record PesterTest(int Line, string Name, string Result, string Error);
