using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ConstantContact.Tests.Hosted;
using ConstantContact.Tests.Shared;
using Xunit;

namespace ConstantContact.PowerShell.Tests.House;

/// <summary>
/// The rooms of the cmdlet assembly, from the ground up, and what each may use of the others and of Core
/// (../shared/design.md, section 3). Read from the compiled file.
/// </summary>
public sealed class RoomTests
{
    private const string Root = "ConstantContact.PowerShell.";

    private const string CoreRoot = "ConstantContact.Core.";

    private const string AnyRoom = "*";

    /// <summary>A room, the rooms that it may use, and the rooms of Core that it may use.</summary>
    private static readonly (string Room, string Uses, string Core)[] Plan =
    [
        ("Isolation", "", ""),
        ("Errors", "", "Errors Base"),
        ("Hosting", "Errors", "Errors Base"),
        ("Formatting", "", AnyRoom),
        ("Session", "Errors Hosting", AnyRoom),
        ("Emulation", "Isolation Errors Session", AnyRoom),
        ("Binding", "Errors", AnyRoom),
        ("Completion", "Hosting Session", AnyRoom),
        ("Driving", "Errors Hosting Session Binding Formatting", AnyRoom),
        ("Bases", "Errors Hosting Session Binding Completion Driving Formatting", AnyRoom),
        ("Commands", "Errors Hosting Session Emulation Binding Completion Driving Bases Formatting", AnyRoom),
    ];

    private static readonly string CmdletFile = Path.Combine(
        TestFiles.ModuleFolder,
        "bin",
        "net8.0",
        "ConstantContact.PowerShell.dll"
    );

    [Fact]
    public void A_room_uses_only_the_rooms_that_the_plan_gives_it()
    {
        var broken = Uses()
            .Where(use =>
                use.Assembly is null
                && RoomOf(use.Used) is { } to
                && to != RoomOf(use.User)
                && !Listed(Plan.Single(entry => entry.Room == RoomOf(use.User)).Uses, to)
            )
            .Select(Describe);

        RoomPlan.AssertNone(broken);
    }

    [Fact]
    public void A_room_uses_only_the_rooms_of_Core_that_the_plan_gives_it()
    {
        var broken = Uses()
            .Where(use =>
                use.Used.StartsWith(CoreRoot, StringComparison.Ordinal)
                && !Listed(
                    Plan.Single(entry => entry.Room == RoomOf(use.User)).Core,
                    use.Used[CoreRoot.Length..].Split('.')[0]
                )
            )
            .Select(Describe);

        RoomPlan.AssertNone(broken);
    }

    [Fact]
    public void The_plan_has_no_arrow_up_and_so_no_circle() =>
        RoomPlan.AssertNoArrowUp(Plan.Select(entry => (entry.Room, entry.Uses)));

    [Fact]
    public void Every_room_of_the_plan_exists_and_every_type_is_in_one() =>
        Assert.Equal(
            Plan.Select(entry => entry.Room).Order(StringComparer.Ordinal),
            Uses().Select(use => RoomOf(use.User)!).Distinct().Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Commands_and_their_bases_build_no_JSON()
    {
        string[] making = [".ctor", "op_Implicit", "set_Item", "Add", "Create", "Parse"];

        var broken = Uses()
            .Where(use =>
                RoomOf(use.User) is "Commands" or "Bases"
                && use.Used.StartsWith("System.Text.Json.Nodes.", StringComparison.Ordinal)
                && making.Contains(use.Member)
            )
            .Select(Describe);

        RoomPlan.AssertNone(broken);
    }

    private static IEnumerable<TypeUse> Uses() => TypeUses.In(CmdletFile).Where(use => RoomOf(use.User) is not null);

    private static string Describe(TypeUse use) =>
        $"{RoomOf(use.User)}: {use.User} uses {use.Used}{(use.Member is null ? "" : "." + use.Member)}";

    private static bool Listed(string rooms, string room) => rooms == AnyRoom || rooms.Split(' ').Contains(room);

    /// <summary>The folder below the project's; null for the module's loader and what the compiler adds.</summary>
    private static string? RoomOf(string type) =>
        type.StartsWith(Root, StringComparison.Ordinal) && type[Root.Length..].Contains('.')
            ? type[Root.Length..].Split('.')[0]
            : null;
}
