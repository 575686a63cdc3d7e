using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Activities;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>/contact_tags.</summary>
internal sealed class TagEndpoints(EmulatedAccount account)
{
    // The vendor's paging links of this one collection show a path inside their house: a client has to
    // take the cursor out and put it on the public path.
    private const string InternalPath = "/contacts-service/v3/accounts/1100465488172/contact_tags";

    internal void MapTo(Router router)
    {
        router.Map("GET", "/v3/contact_tags", Collection);
        router.Map("POST", "/v3/contact_tags", Create);
        router.Map("GET", "/v3/contact_tags/{id}", Read);
        router.Map("PUT", "/v3/contact_tags/{id}", Rename);
        router.Map("DELETE", "/v3/contact_tags/{id}", Delete);
    }

    private ApiAnswer Collection(ApiCall call)
    {
        var query = call.Query.Resolve();
        var withCount = query.Flag("include_count", account.Switches);
        var tags = WithCounts([.. account.Tags.All], withCount);
        return PageLinks.Page(
            query,
            "tags",
            InternalPath,
            "tag_id",
            tags,
            500,
            account.Switches,
            withCount ? tags.Count : null,
            "tags_count"
        );
    }

    private ApiAnswer Read(ApiCall call) =>
        ApiAnswer.Json(200, WithCounts([Find(call)], call.Query.Flag("include_count", account.Switches))[0]);

    private ApiAnswer Create(ApiCall call)
    {
        var body = call.JsonBody();
        var name = Check(body, self: null);
        var now = account.Now.ToApi();
        var tag = new JsonObject
        {
            ["tag_id"] = account.Ids.Next().ToString(),
            ["name"] = name,
            ["tag_source"] = body.Text("tag_source") ?? "Contact",
            ["created_at"] = now,
            ["updated_at"] = now,
        };
        account.Tags.Add(tag);
        return ApiAnswer.Json(201, tag, wrote: true);
    }

    private ApiAnswer Rename(ApiCall call)
    {
        var tag = Find(call);
        tag["name"] = Check(call.JsonBody(), tag);
        tag["updated_at"] = account.Now.ToApi();
        return ApiAnswer.Json(200, tag, wrote: true);
    }

    /// <summary>Answers an activity of its own kind: counters from the start, and errors as objects.</summary>
    private ApiAnswer Delete(ApiCall call)
    {
        var id = Guid.Parse(Find(call).Text("tag_id")!);
        var activity = account.Activities.Start("contacts_tags_delete", BulkWork.DeleteTags(account, [id]));
        var answer = activity.DescribeStart();
        answer["status"] = new JsonObject { ["items_total_count"] = 1, ["items_completed_count"] = 0 };
        return ApiAnswer.Json(202, answer, wrote: true);
    }

    private JsonObject Find(ApiCall call) =>
        account.Tags.Find(PathIds.Parse(call, "tag_id", account.Switches))
        ?? throw ApiProblem.NotFound("The tag was not found");

    private string Check(JsonObject body, JsonObject? self)
    {
        var faults = new Validation();
        var name = faults.Text(body, "name", 255);
        if (name is null)
        {
            faults.Add("name is missing");
        }
        else if (name.AsSpan().ContainsAny('<', '>'))
        {
            faults.Add("name is invalid");
        }

        faults.ThrowIfAny();
        var holder = account.Tags.FindByName(name!);
        return holder is null || ReferenceEquals(holder, self)
            ? name!
            : throw ApiProblem.Conflict("Validation failed: Name has already been taken");
    }

    private List<JsonObject> WithCounts(List<JsonObject> tags, bool wanted)
    {
        if (!wanted)
        {
            return tags;
        }

        var counts = new Dictionary<Guid, int>();
        foreach (var tag in account.Contacts.Rows.Where(r => !r.IsDeleted).SelectMany(r => r.Tags))
        {
            counts[tag] = counts.GetValueOrDefault(tag) + 1;
        }

        return
        [
            .. tags.Select(tag =>
            {
                var copy = tag.DeepClone().AsObject();
                copy["contacts_count"] = counts.GetValueOrDefault(Guid.Parse(tag.Text("tag_id")!));
                return copy;
            }),
        ];
    }
}
