using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Segments;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>
/// /segments. The collection shows neither criteria nor deleted segments; reading one by its id shows both.
/// </summary>
internal sealed class SegmentEndpoints(EmulatedAccount account)
{
    private const int PageLength = 1000;
    private const int CriteriaLength = 20_000;

    internal void MapTo(Router router)
    {
        router.Map("GET", "/v3/segments", Collection);
        router.Map("POST", "/v3/segments", Create);
        router.Map("GET", "/v3/segments/{id}", Read);
        router.Map("PUT", "/v3/segments/{id}", Replace);
        router.Map("PATCH", "/v3/segments/{id}/name", Rename);
        router.Map("DELETE", "/v3/segments/{id}", Delete);
    }

    /// <summary>The living segment with this id, for whatever takes a segment_id as a source of contacts.</summary>
    internal static SegmentCriteria? CriteriaOf(EmulatedAccount account, string? segmentId) =>
        int.TryParse(segmentId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && account.Segments.Find(id) is { } segment
        && !SegmentStore.IsDeleted(segment)
            ? SegmentCriteria.Read(segment.Text("segment_criteria")!, account, new Validation())
            : null;

    private ApiAnswer Collection(ApiCall call)
    {
        var query = call.Query.Resolve();
        var sort = query.OneOf("sort_by", ["date", "name"]) ?? "date";
        var all = account.Segments.Living;
        var sorted =
            sort == "name"
                ? all.OrderBy(s => s.Text("name"), StringComparer.OrdinalIgnoreCase)
                : all.OrderByDescending(s => s.Text("edited_at"), StringComparer.Ordinal)
                    .ThenByDescending(SegmentStore.IdOf);
        return PageLinks.Page(
            query,
            "segments",
            "/v3/segments",
            "segment_id",
            [.. sorted.Select(s => Shown(s, withCriteria: false))],
            PageLength,
            account.Switches,
            fallback: PageLength
        );
    }

    private ApiAnswer Read(ApiCall call) =>
        ApiAnswer.Json(200, Shown(Find(call, account, alsoDeleted: true), withCriteria: true));

    private ApiAnswer Create(ApiCall call)
    {
        var body = call.JsonBody();
        var faults = new Validation();
        var name = Name(body, faults);
        var criteria = Criteria(body, faults);
        faults.ThrowIfAny();
        RefuseTaken(name!, self: null);
        var now = account.Now.ToApi();
        var segment = new JsonObject
        {
            ["segment_id"] = account.Segments.NextId,
            ["name"] = name,
            ["segment_criteria"] = criteria,
            ["created_at"] = now,
            ["edited_at"] = now,
        };
        account.Segments.Add(segment);
        return ApiAnswer.Json(201, segment, wrote: true);
    }

    private ApiAnswer Replace(ApiCall call)
    {
        var segment = Find(call, account, alsoDeleted: false);
        var body = call.JsonBody();
        var faults = new Validation();
        var name = Name(body, faults);
        var criteria = Criteria(body, faults);
        faults.ThrowIfAny();
        RefuseTaken(name!, segment);
        segment["segment_criteria"] = criteria;
        account.Segments.ForgetResult(SegmentStore.IdOf(segment));
        return Edited(segment, name!);
    }

    private ApiAnswer Rename(ApiCall call)
    {
        var segment = Find(call, account, alsoDeleted: false);
        var faults = new Validation();
        var name = Name(call.JsonBody(), faults);
        faults.ThrowIfAny();
        RefuseTaken(name!, segment);
        return Edited(segment, name!);
    }

    private ApiAnswer Delete(ApiCall call)
    {
        Find(call, account, alsoDeleted: false)["deleted_at"] = account.Now.ToApi();
        return ApiAnswer.Empty(204, wrote: true);
    }

    private ApiAnswer Edited(JsonObject segment, string name)
    {
        segment["name"] = name;
        segment["edited_at"] = account.Now.ToApi();
        return ApiAnswer.Json(200, segment, wrote: true);
    }

    private static JsonObject Shown(JsonObject segment, bool withCriteria)
    {
        var shown = segment.DeepClone().AsObject();
        shown.Remove("deleted_at");
        if (!withCriteria)
        {
            shown.Remove("segment_criteria");
        }

        return shown;
    }

    private static JsonObject Find(ApiCall call, EmulatedAccount account, bool alsoDeleted)
    {
        if (!int.TryParse(call.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            throw PathIds.IllFormed("segment_id", account.Switches);
        }

        return account.Segments.Find(id) is { } segment && (alsoDeleted || !SegmentStore.IsDeleted(segment))
            ? segment
            : throw ApiProblem.NotFound("The segment was not found");
    }

    private static string? Name(JsonObject body, Validation faults)
    {
        var name = faults.Text(body, "name", int.MaxValue);
        if (name is null)
        {
            faults.Add("name is missing");
        }

        return name;
    }

    /// <summary>A string that holds JSON; the object itself is refused.</summary>
    private string? Criteria(JsonObject body, Validation faults)
    {
        var text = faults.Text(body, "segment_criteria", CriteriaLength);
        if (text is not null)
        {
            SegmentCriteria.Read(text, account, faults);
        }
        else if (!faults.HasFaults || body["segment_criteria"] is null)
        {
            faults.Add("segment_criteria is missing");
        }

        return text;
    }

    private void RefuseTaken(string name, JsonObject? self)
    {
        if (account.Segments.FindByName(name) is { } holder && !ReferenceEquals(holder, self))
        {
            throw ApiProblem.Conflict("Validation failed: Name has already been taken");
        }
    }
}
