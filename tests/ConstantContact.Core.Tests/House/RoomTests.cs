using ConstantContact.Core.Http;
using ConstantContact.Tests.Shared;

namespace ConstantContact.Core.Tests.House;

/// <summary>
/// The rooms of Core, from the ground up, and what each may use (../shared/design.md, section 3). Read from the
/// compiled file: a use of a room above, a circle between rooms, or a use that is not in the table fails the build.
/// </summary>
public sealed class RoomTests
{
    private const string Root = "ConstantContact.Core.";

    /// <summary>
    /// A room, and the rooms it may use besides itself, Errors and Base. The order is the order of the floors.
    /// </summary>
    private static readonly (string Room, string Uses)[] Plan =
    [
        ("Errors", ""),
        ("Base", ""),
        ("Json", ""),
        ("Storage", ""),
        ("Columns", ""),
        ("Contacts", "Json"),
        ("Resilience", "Storage"),
        ("Rows", "Columns Contacts"),
        ("Consent", "Contacts"),
        ("Http", "Resilience Json"),
        ("Auth", "Http Json Storage"),
        ("Api", "Http Json Contacts Resilience"),
        ("Names", "Api Http Contacts Json Storage"),
        ("Pull", "Api Http Contacts Json Storage"),
        ("Runs", "Storage Json Rows Contacts"),
        ("Jobs", "Json Api Http Consent Contacts Names Runs"),
        ("Export", "Json Jobs Rows Names Api Http Columns Contacts Storage"),
        ("Updates", "Json Storage Columns Contacts Resilience Rows Consent Http Api Names Runs Jobs"),
        ("Import", "Rows Columns Jobs Consent Names Runs Api Http Contacts Json Storage"),
        ("Plans", "Updates Import Jobs Runs Resilience Rows Columns Consent Names Api Http Contacts Json Storage"),
    ];

    private static readonly string CoreFile = typeof(ApiClient).Assembly.Location;

    [Fact]
    public void A_room_uses_only_the_rooms_that_the_plan_gives_it()
    {
        var plan = Plan.ToDictionary(entry => entry.Room, entry => entry.Uses.Split(' '), StringComparer.Ordinal);

        var broken = Uses()
            .Where(use => use.From != use.To && use.To is not ("Errors" or "Base"))
            .Where(use => !plan.TryGetValue(use.From, out var allowed) || !allowed.Contains(use.To))
            .Select(use =>
                $"{use.From} -> {use.To}: {use.Type.User[Root.Length..]} uses {use.Type.Used[Root.Length..]}"
            )
            .Distinct()
            .Order(StringComparer.Ordinal);

        RoomPlan.AssertNone(broken);
    }

    [Fact]
    public void The_plan_has_no_arrow_up_and_so_no_circle() =>
        RoomPlan.AssertNoArrowUp(Plan.Select(entry => (entry.Room, entry.Uses)), "Errors", "Base");

    [Fact]
    public void Every_room_of_the_plan_exists_and_every_type_is_in_one()
    {
        var rooms = Uses().SelectMany(use => new[] { use.From, use.To }).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(
            Plan.Select(entry => entry.Room).Order(StringComparer.Ordinal),
            rooms.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Api_catches_nothing() =>
        RoomPlan.AssertNone(
            TypeUses
                .CatchesIn(CoreFile)
                .Where(pair => RoomOf(pair.Key) == "Api" && pair.Value > 0)
                .Select(pair => $"{pair.Key} has {pair.Value} catch clauses")
        );

    [Fact]
    public void Rooms_within_a_room_use_each_other_in_one_direction_only()
    {
        var arrows = Uses()
            .Where(use => use.From == use.To)
            .Select(use => (From: PlaceOf(use.Type.User), To: PlaceOf(use.Type.Used)))
            .Where(arrow => arrow.From != arrow.To)
            .ToHashSet();
        Assert.NotEmpty(arrows);

        // Removes the arrows of rooms that no other room uses, until only circles remain.
        while (arrows.RemoveWhere(arrow => arrows.All(other => other.To != arrow.From)) > 0) { }

        RoomPlan.AssertNone(arrows.Select(arrow => $"{arrow.From} -> {arrow.To} is part of a circle"));
    }

    private static IEnumerable<(string From, string To, TypeUse Type)> Uses() =>
        from use in TypeUses.In(CoreFile)
        where use.Assembly is null
        let @from = RoomOf(use.User)
        let to = RoomOf(use.Used)
        where @from is not null && to is not null
        select (@from, to, use);

    /// <summary>The folder below Core's; null for what the compiler and PolySharp add.</summary>
    private static string? RoomOf(string type) =>
        type.StartsWith(Root, StringComparison.Ordinal) ? type[Root.Length..].Split('.')[0] : null;

    /// <summary>The whole namespace below Core's.</summary>
    private static string PlaceOf(string type) => type[Root.Length..type.LastIndexOf('.')];
}
