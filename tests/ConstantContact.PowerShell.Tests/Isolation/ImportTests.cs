using System.Linq;
using System.Runtime.Loader;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Isolation;

public sealed class ImportTests
{
    private const string UseCore =
        "$s = [securestring]::new(); 'emulator'.ToCharArray().ForEach{ $s.AppendChar($_) }; Connect-CcAccount -AccessToken $s -BaseUri http://127.0.0.1:9/v3 -PassThru";

    [Fact]
    public void Import_twice_in_one_runspace_works()
    {
        using ModuleHost host = ModuleHost.OpenWithoutModule();

        host.Run("param($m) Import-Module $m; Import-Module $m; Import-Module $m -Force", TestFiles.Manifest)
            .Succeeded();

        Assert.Single(host.Run(UseCore).Succeeded().Output);
    }

    [Fact]
    public void Import_in_two_runspaces_works_and_removal_in_one_leaves_the_other_intact()
    {
        using ModuleHost one = ModuleHost.Open();
        using ModuleHost two = ModuleHost.Open();

        one.Run("Remove-Module ConstantContact").Succeeded();

        Assert.Single(two.Run(UseCore).Succeeded().Output);
    }

    [Fact]
    public void Import_after_removal_works()
    {
        using ModuleHost host = ModuleHost.Open();

        host.Run("param($m) Remove-Module ConstantContact; Import-Module $m -Force", TestFiles.Manifest).Succeeded();

        Assert.Single(host.Run(UseCore).Succeeded().Output);
    }

    [Fact]
    public void Import_in_ForEach_Object_Parallel_works()
    {
        using ModuleHost host = ModuleHost.OpenWithoutModule();

        ScriptResult result = host.Run(
                $"param($m) 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {{ Import-Module $using:m; {UseCore} }}",
                TestFiles.Manifest
            )
            .Succeeded();

        Assert.Equal(4, result.Output.Count);
    }

    [Fact]
    public void Nothing_behind_the_cmdlets_is_in_the_default_context()
    {
        using ModuleHost host = ModuleHost.Open();
        host.Run(UseCore).Succeeded();

        string[] inDefault = AssemblyLoadContext.Default.Assemblies.Select(a => a.GetName().Name!).ToArray();

        Assert.Contains(inDefault, name => name == "ConstantContact.PowerShell");
        Assert.DoesNotContain(
            inDefault,
            name =>
                name.StartsWith("Polly", System.StringComparison.Ordinal)
                || name.StartsWith("Sylvan", System.StringComparison.Ordinal)
                || name == "ConstantContact.Core"
        );
        AssemblyLoadContext own = Assert.Single(AssemblyLoadContext.All, c => c.Name == "ConstantContact");
        Assert.Contains(own.Assemblies, a => a.GetName().Name == "ConstantContact.Core");
    }
}
