using System.IO;
using System.Linq;
using ConstantContact.PowerShell.Tests.Harness;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Isolation;

/// <summary>
/// What makes our dependencies loadable in Windows PowerShell must itself run without them: at that time nothing can find
/// them. C# binds <c>array.SequenceEqual</c>, for one, to System.Memory, which is one of them.
/// </summary>
public sealed class ResolverReachTests
{
    private const string Own = "ConstantContact.PowerShell";

    private static readonly string[] AlwaysThere = ["System", "System.Core", "System.Management.Automation", "mscorlib"];

    [Fact]
    public void On_net472_the_loader_and_the_resolver_use_the_framework_and_the_engine_only()
    {
        var used = CodeReach.Of(
            Path.Combine(TestFiles.ModuleFolder, "bin", "net472", Own + ".dll"),
            (space, name) => space == Own + ".Isolation" || (space == Own && name == "ModuleLoader"));

        Assert.Empty(used.Where(pair => !AlwaysThere.Contains(pair.Key)).Select(pair => $"{pair.Key}: {pair.Value}"));

        // It found what there is to find.
        Assert.Contains("mscorlib", used.Keys);
        Assert.Contains("System.Management.Automation", used.Keys);
    }
}
