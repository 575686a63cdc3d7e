using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace ConstantContact.PowerShell.Tests.Pester;

/// <summary>
/// The suites of <c>tests/Pester</c> in real PowerShell: the module as a user has it. Each <c>It</c> is a test here;
/// <c>CC_PESTER_SUITES=Module,Views</c> runs these suites alone.
/// </summary>
[Collection(PesterCollection.Name)]
public sealed class PesterTests(ITestOutputHelper output)
{
    public static TheoryData<string, int, string> Its
    {
        get
        {
            TheoryData<string, int, string> its = [];
            foreach (var it in PesterSuite.All.SelectMany(suite => suite.Its))
            {
                its.Add(it.Suite, it.Line, it.Name);
            }

            return its;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Its))]
    public async Task Pester_test_passes(string suite, int line, string name)
    {
        var results = (await PesterRun.Current.ResultsAsync(suite)).Tests.Where(test => test.Line == line).ToArray();

        output.WriteLine(string.Join('\n', results.Select(test => $"{test.Result}: {test.Name}")));
        Assert.True(results.Length > 0, $"'{name}' did not run.");
        Assert.All(
            results,
            test => Assert.True(test.Result is "Passed" or "Skipped", $"{test.Result}: {test.Name}\n{test.Error}")
        );
        Skip.If(results.All(test => test.Result == "Skipped"), "The suite skips it on this system.");
    }

    [Theory]
    [MemberData(nameof(PesterSuite.Names), MemberType = typeof(PesterSuite))]
    public async Task Suite_is_set_up_and_has_no_test_that_is_not_listed_here(string suite)
    {
        var result = await PesterRun.Current.ResultsAsync(suite);

        Assert.Empty(result.Errors);
        Assert.Equal(
            PesterSuite.All.Single(s => s.Name == suite).Its.Select(it => it.Line),
            result.Tests.Select(test => test.Line).Distinct().Order()
        );
    }
}
