using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Activities;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>/contact_lists.</summary>
internal sealed class ListEndpoints(EmulatedAccount account)
{
    private const int MaximumLists = 1000;
    private static readonly string[] Counts = ["all", "active"];

    internal void MapTo(Router router)
    {
        router.Map("GET", "/v3/contact_lists", Collection);
        router.Map("POST", "/v3/contact_lists", Create);
        router.Map("GET", "/v3/contact_lists/list_id_xrefs", CrossReferences);
        router.Map("GET", "/v3/contact_lists/{id}", Read);
        router.Map("PUT", "/v3/contact_lists/{id}", Replace);
        router.Map("DELETE", "/v3/contact_lists/{id}", Delete);
    }

    private ApiAnswer Collection(ApiCall call)
    {
        var query = call.Query.Resolve();
        var status = query.Csv("status", ["all", "active", "deleted"]);
        var count = CountKind(query);
        query.Flag("include_sms_membership_count", account.Switches);

        // Every list here is one for e-mail.
        var isSms = query.OneOf("channel_type", ["email", "sms"]) == "sms";
        var name = query["name"];
        var shown = account
            .Lists.All.Where(l =>
                !isSms && (name is null || string.Equals(l.Text("name"), name, StringComparison.OrdinalIgnoreCase))
            )
            .Where(l =>
                status.Contains("all", StringComparer.Ordinal)
                || (
                    l.ContainsKey("deleted_at")
                        ? status.Contains("deleted", StringComparer.Ordinal)
                        : status.Length == 0 || status.Contains("active", StringComparer.Ordinal)
                )
            )
            .ToList();
        var answered = WithCounts(shown, count);
        return PageLinks.Page(
            query,
            "lists",
            "/v3/contact_lists",
            "list_id",
            answered,
            account.Switches.Number(SwitchCatalogue.ListsPageLimit),
            account.Switches,
            query.Flag("include_count", account.Switches) ? shown.Count : null,
            "lists_count"
        );
    }

    private ApiAnswer Read(ApiCall call) => ApiAnswer.Json(200, WithCounts([Find(call)], CountKind(call.Query))[0]);

    private ApiAnswer CrossReferences(ApiCall call)
    {
        var lists = account.Lists.All.ToList();
        return SequenceIds.Answer(
            call.Query,
            "list_id",
            at => at < lists.Count ? Guid.Parse(lists[at].Text("list_id")!) : null
        );
    }

    private ApiAnswer Create(ApiCall call)
    {
        var body = call.JsonBody();
        var name = Check(body);
        if (account.Lists.FindByName(name) is not null)
        {
            throw ApiProblem.Conflict("Validation failed: Name has already been taken");
        }

        if (account.Lists.All.Count(l => !l.ContainsKey("deleted_at")) >= MaximumLists)
        {
            throw ApiProblem.Validation("The account has the maximum of 1000 lists");
        }

        var now = account.Now.ToApi();
        var list = new JsonObject { ["list_id"] = account.Ids.Next().ToString(), ["name"] = name };
        list.SetOrRemove("description", body.Text("description"));
        list["favorite"] = body.Text("favorite") == "true";
        list["created_at"] = now;
        list["updated_at"] = now;
        account.Lists.Add(list);
        return ApiAnswer.Json(201, list, wrote: true);
    }

    /// <summary>Overwrites as contacts do: a description left out is gone, a favorite left out is false.</summary>
    private ApiAnswer Replace(ApiCall call)
    {
        var list = Find(call);
        var body = call.JsonBody();
        var name = Check(body);
        if (account.Lists.FindByName(name) is { } holder && holder.Text("list_id") != list.Text("list_id"))
        {
            // 409 is not declared for this verb; the duplicate is a validation error.
            throw ApiProblem.Validation("Name has already been taken");
        }

        list["name"] = name;
        list.SetOrRemove("description", body.Text("description"));
        list["favorite"] = body.Text("favorite") == "true";
        list["updated_at"] = account.Now.ToApi();
        return ApiAnswer.Json(200, list, wrote: true);
    }

    /// <summary>Answers an activity; the list and its memberships go when that completes. The contacts stay.</summary>
    private ApiAnswer Delete(ApiCall call)
    {
        var id = Guid.Parse(Find(call).Text("list_id")!);
        var activity = account.Activities.Start("list_delete", BulkWork.DeleteLists(account, [id]));
        var answer = activity.DescribeStart();
        answer.Remove("status");
        return ApiAnswer.Json(202, answer, wrote: true).WithHeader("Location", activity.Href);
    }

    private JsonObject Find(ApiCall call)
    {
        var list = account.Lists.Find(PathIds.Parse(call, "list_id", account.Switches));
        return list is null || (list.ContainsKey("deleted_at") && call.Method != "GET")
            ? throw ApiProblem.NotFound("The list was not found")
            : list;
    }

    private static string Check(JsonObject body)
    {
        var faults = new Validation();
        var name = faults.Text(body, "name", 255);
        if (name is null)
        {
            faults.Add("name is missing");
        }

        faults.Text(body, "description", int.MaxValue);
        faults.Boolean(body, "favorite");

        faults.ThrowIfAny();
        return name!;
    }

    private static string? CountKind(QueryParameters query) => query.OneOf("include_membership_count", Counts);

    /// <summary>
    /// The lists, with how many members each has if that was asked for: all, or those that can be mailed.
    /// </summary>
    private List<JsonObject> WithCounts(List<JsonObject> lists, string? kind)
    {
        if (kind is null)
        {
            return lists;
        }

        var counts = new Dictionary<Guid, int>();
        foreach (
            var row in account.Contacts.Rows.Where(r =>
                kind == "all" ? !r.IsDeleted : ActiveContacts.Holds(r, account.Switches)
            )
        )
        {
            foreach (var list in row.Lists)
            {
                counts[list] = counts.GetValueOrDefault(list) + 1;
            }
        }

        return
        [
            .. lists.Select(list =>
            {
                var copy = list.DeepClone().AsObject();
                copy["membership_count"] = counts.GetValueOrDefault(Guid.Parse(list.Text("list_id")!));
                return copy;
            }),
        ];
    }
}
