using System;
using System.Linq;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>/activities.</summary>
internal sealed class ActivityEndpoints(EmulatedAccount account)
{
    // The collection forgets after this long.
    internal static readonly TimeSpan Memory = TimeSpan.FromDays(10);

    internal void MapTo(Router router)
    {
        router.Map("GET", "/v3/activities", Collection);
        router.Map("GET", "/v3/activities/{id}", Read);
    }

    private ApiAnswer Collection(ApiCall call)
    {
        var query = call.Query.Resolve();

        // Initialized is a state, but not one that can be asked for.
        var state = query.OneOf("state", ["processing", "completed", "cancelled", "failed", "timed_out"]);
        var since = account.Now - Memory;
        var all = account.Switches.Is(SwitchCatalogue.ActivitiesOrder, "newest-first")
            ? account.Activities.All.Reverse()
            : account.Activities.All;
        var shown = all.Where(a => a.CreatedAt >= since)
            .Select(a => a.Describe(account.Now))
            .Where(a => state is null || a.Text("state") == state)
            .ToList();
        return PageLinks.Page(query, "activities", "/v3/activities", "activity_id", shown, 500, account.Switches);
    }

    private ApiAnswer Read(ApiCall call)
    {
        var activity =
            account.Activities.Find(PathIds.Parse(call, "activity_id", account.Switches))
            ?? throw ApiProblem.NotFound("The activity was not found");
        return ApiAnswer.Json(200, activity.Describe(account.Now));
    }
}
