using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ConstantContact.Tests.Hosted;
using ConstantContact.Tests.Shared;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Isolation;

/// <summary>
/// What makes our dependencies loadable in Windows PowerShell must itself run without them: at that time nothing can
/// find them. C# binds <c>array.SequenceEqual</c>, for one, to System.Memory, which is one of them.
/// </summary>
public sealed class ResolverReachTests
{
    private const string Own = "ConstantContact.PowerShell";

    private static readonly string[] AlwaysThere =
    [
        "System",
        "System.Core",
        "System.Management.Automation",
        "mscorlib",
    ];

    [Fact]
    public void On_net472_the_loader_and_the_resolver_use_the_framework_and_the_engine_only()
    {
        var uses = TypeUses
            .In(Path.Combine(TestFiles.ModuleFolder, "bin", "net472", Own + ".dll"))
            .ToLookup(use => use.User, StringComparer.Ordinal);
        var reached = Reach(uses, uses.Select(user => user.Key).Where(IsOfTheResolver));

        Assert.DoesNotContain(reached, use => use.Assembly is not null && !AlwaysThere.Contains(use.Assembly));

        // The search found the uses that exist.
        Assert.Contains(
            reached,
            use =>
                use is { User: Own + ".Isolation.AssemblyResolveHook", Used: "System.AppDomain", Assembly: "mscorlib" }
        );
        Assert.Contains(reached, use => use.Assembly == "System.Management.Automation");
    }

    private static bool IsOfTheResolver(string type) =>
        type == Own + ".ModuleLoader" || type.StartsWith(Own + ".Isolation.", StringComparison.Ordinal);

    // The uses of these types, and those of the types of the same file that they use.
    private static List<TypeUse> Reach(ILookup<string, TypeUse> uses, IEnumerable<string> from)
    {
        List<TypeUse> reached = [];
        HashSet<string> seen = new(from, StringComparer.Ordinal);
        Queue<string> open = new(seen);
        while (open.TryDequeue(out var type))
        {
            foreach (var use in uses[type])
            {
                reached.Add(use);
                if (use.Assembly is null && seen.Add(use.Used))
                {
                    open.Enqueue(use.Used);
                }
            }
        }

        return reached;
    }
}
