using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>/contacts and below.</summary>
internal sealed class ContactEndpoints
{
    private readonly EmulatedAccount _account;
    private readonly ContactWriter _writer;
    private readonly SignUpForm _form;

    internal ContactEndpoints(EmulatedAccount account)
    {
        _account = account;
        _writer = new ContactWriter(account);
        _form = new SignUpForm(account, _writer);
    }

    internal void MapTo(Router router)
    {
        router.Map("GET", "/v3/contacts", List);
        router.Map("POST", "/v3/contacts", Create);
        router.Map("GET", "/v3/contacts/counts", Counts);
        router.Map("GET", "/v3/contacts/contact_id_xrefs", CrossReferences);
        router.Map(
            "GET",
            "/v3/contacts/sms_engagement_history/{id}",
            call => ApiAnswer.Json(200, SmsHistory.Of(Find(call).ToJson()))
        );
        router.Map("POST", "/v3/contacts/sign_up_form", _form.Submit);
        router.Map("PUT", "/v3/contacts/resubscribe/{id}", Resubscribe);
        router.Map("GET", "/v3/contacts/{id}", Read);
        router.Map("PUT", "/v3/contacts/{id}", Replace);
        router.Map("DELETE", "/v3/contacts/{id}", Delete);
    }

    private ApiAnswer List(ApiCall call)
    {
        var query = call.Query.Resolve();
        if (query["segment_id"] is { } segmentId)
        {
            return
                query.HasOtherThan("segment_id", "limit", "next")
                && _account.Switches.Is(SwitchCatalogue.SegmentCombined, "reject")
                ? throw ApiProblem.Validation("segment_id cannot be combined with other parameters")
                : ListSegment(query, segmentId);
        }

        var filter = new ContactQuery(query, _account.Switches);
        int? count = query.Flag("include_count", _account.Switches)
            ? filter.Select(_account.Contacts, 0).Count()
            : null;
        return Page(query, from => filter.Select(_account.Contacts, from), filter.Include, count);
    }

    /// <summary>
    /// The contacts of a segment. The service evaluates it on demand: as long as that takes, the answer is 202 and says
    /// so.
    /// </summary>
    private ApiAnswer ListSegment(QueryParameters query, string segmentId)
    {
        var criteria =
            SegmentEndpoints.CriteriaOf(_account, segmentId) ?? throw ApiProblem.NotFound("The segment was not found");
        var asked = _account.Segments.AskedAt(
            int.Parse(segmentId, CultureInfo.InvariantCulture),
            _account.Now,
            out var isFirst
        );
        var isReady = _account.Switches.Value(SwitchCatalogue.SegmentEvaluation) switch
        {
            "ready" => true,
            "clock" => _account.Now >= asked + _account.Options.ActivityDuration,
            _ => !isFirst,
        };
        return isReady
            ? Page(query, from => Walk(from).Where(criteria.Holds), [], count: null)
            : ApiAnswer.Json(202, new JsonObject { ["status"] = "processing" });

        IEnumerable<StoredContact> Walk(int from)
        {
            for (var at = from; at < _account.Contacts.Count; at++)
            {
                yield return _account.Contacts.Rows[at];
            }
        }
    }

    private ApiAnswer Page(
        QueryParameters query,
        Func<int, IEnumerable<StoredContact>> select,
        IReadOnlyCollection<string> include,
        int? count
    )
    {
        var limit = query.Limit(50, 500);
        var from = 0;
        if (query.Position is { } position)
        {
            from = Guid.TryParse(position, out var id) ? _account.Contacts.PositionOf(id) : -1;
            if (from < 0)
            {
                throw ApiProblem.Validation("cursor is invalid");
            }
        }

        var page = select(from).Take(limit + 1).ToList();
        return ApiAnswer.Json(
            200,
            JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("contacts");
                foreach (var row in page.Take(limit))
                {
                    ContactAnswer.Write(writer, row, include, _account.Switches);
                }

                writer.WriteEndArray();
                if (count is not null)
                {
                    writer.WriteNumber("contacts_count", count.Value);
                }

                PageLinks.Write(
                    writer,
                    query,
                    "/v3/contacts",
                    page.Count > limit ? page[limit].Id : null,
                    _account.Switches
                );
                writer.WriteEndObject();
            })
        );
    }

    private ApiAnswer Read(ApiCall call)
    {
        var row = Find(call);
        return Answer(200, row, ContactQuery.Included(call.Query), wrote: false);
    }

    private ApiAnswer Create(ApiCall call)
    {
        var include = ContactQuery.Included(call.Query);
        var body = call.JsonBody();
        return Answer(201, _writer.Create(body), Shown(body, include), wrote: true);
    }

    private ApiAnswer Replace(ApiCall call)
    {
        var include = ContactQuery.Included(call.Query);
        var row = Find(call);
        var body = call.JsonBody();
        return Answer(200, _writer.Replace(row, body), Shown(body, include), wrote: true);
    }

    private ApiAnswer Delete(ApiCall call)
    {
        var row = Find(call);
        if (row.IsDeleted)
        {
            return _account.Switches.Is(SwitchCatalogue.SecondDelete, "204") ? ApiAnswer.Empty(204) : throw NotFound();
        }

        _writer.Delete(row);
        return ApiAnswer.Empty(204, wrote: true);
    }

    private ApiAnswer Counts(ApiCall call)
    {
        var include = call.Query.OneOf("include", ["new_subscriber"]);
        var rows = _account.Contacts.Rows.Where(r => !r.IsDeleted).ToList();
        var answer = new JsonObject
        {
            ["total"] = rows.Count,
            ["explicit"] = rows.Count(r => r.Permission == "explicit"),
            ["implicit"] = rows.Count(r => r.Permission == "implicit"),
            ["pending"] = rows.Count(r => r.Permission == "pending_confirmation"),
            ["unsubscribed"] = rows.Count(r => r.Permission == "unsubscribed"),
        };
        if (include is not null)
        {
            answer["new_subscriber"] = rows.Count(r => NewSubscribers.Holds(r, _account.Now));
        }

        return ApiAnswer.Json(200, answer);
    }

    private ApiAnswer CrossReferences(ApiCall call) =>
        SequenceIds.Answer(
            call.Query,
            "contact_id",
            at => at < _account.Contacts.Count ? _account.Contacts.Rows[at].Id : null
        );

    /// <summary>Sends the contact one mail that asks back; the contact returns only by answering it.</summary>
    private ApiAnswer Resubscribe(ApiCall call)
    {
        var row = Find(call);
        var body = call.JsonBody();
        var faults = new Validation();
        var lists = faults.Ids(body, "list_ids", 50);
        if (lists is null or { Count: 0 })
        {
            faults.Add("list_ids is missing");
        }
        else
        {
            lists
                .Where(id => !_account.HasList(id))
                .ToList()
                .ForEach(id => faults.Add($"list_ids contains an unknown id: {id}"));
        }

        faults.ThrowIfAny();
        if (row.Permission != "unsubscribed" || row.IsDeleted)
        {
            throw ApiProblem.Validation("The contact is not unsubscribed");
        }

        return _account.Resubscribed.Add(row.Id) || _account.Switches.Is(SwitchCatalogue.ResubscribeAgain, "200")
            ? ApiAnswer.Json(200, new JsonObject(), wrote: true)
            : throw ApiProblem.Conflict("A resubscribe email has already been sent to this contact");
    }

    private StoredContact Find(ApiCall call) =>
        _account.Contacts.Find(PathIds.Parse(call, "contact_id", _account.Switches)) ?? throw NotFound();

    private static ApiProblem NotFound() => ApiProblem.NotFound("The contact was not found");

    private IReadOnlyCollection<string> Shown(JsonObject body, IReadOnlyCollection<string> include) =>
        _account.Switches.Value(SwitchCatalogue.AnswerSubresources) switch
        {
            "all" => SubResource.Names,
            "none" => include,
            _ => [.. SubResource.Names.Where(n => body.ContainsKey(n) || include.Contains(n, StringComparer.Ordinal))],
        };

    private ApiAnswer Answer(int status, StoredContact row, IReadOnlyCollection<string> include, bool wrote) =>
        ApiAnswer.Json(
            status,
            JsonText.Write(writer => ContactAnswer.Write(writer, row, include, _account.Switches)),
            wrote
        );
}
