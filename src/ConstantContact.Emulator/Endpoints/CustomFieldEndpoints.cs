using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Activities;
using ConstantContact.Emulator.CustomFields;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>/contact_custom_fields.</summary>
internal sealed class CustomFieldEndpoints(EmulatedAccount account)
{
    private const int MaximumFields = 100;

    internal static readonly string[] Types =
    [
        "string",
        "date",
        "datetime",
        "single_select",
        "multi_select",
        "currency",
        "text_area",
        "number",
        "boolean",
    ];

    /// <summary>Those that were there before September 2025: accounts of that time may know no others.</summary>
    private static readonly string[] OldTypes = ["string", "date"];

    /// <summary>The members that a field gets at its creation and keeps.</summary>
    private static readonly string[] Fixed = ["type", "metadata", "version"];

    internal void MapTo(Router router)
    {
        router.Map("GET", "/v3/contact_custom_fields", Collection);
        router.Map("POST", "/v3/contact_custom_fields", Create);
        router.Map("GET", "/v3/contact_custom_fields/{id}", call => ApiAnswer.Json(200, Find(call)));
        router.Map("PUT", "/v3/contact_custom_fields/{id}", Replace);
        router.Map("DELETE", "/v3/contact_custom_fields/{id}", Delete);
    }

    private ApiAnswer Collection(ApiCall call) =>
        PageLinks.Page(
            call.Query.Resolve(),
            "custom_fields",
            "/v3/contact_custom_fields",
            "custom_field_id",
            [.. account.Fields.All],
            100,
            account.Switches
        );

    private ApiAnswer Create(ApiCall call)
    {
        var body = call.JsonBody();
        var faults = new Validation();
        var type = faults.Required(
            body,
            "type",
            account.Switches.Is(SwitchCatalogue.FieldTypes, "all") ? Types : OldTypes
        );
        FieldMetadata.Check(body, type, faults);
        var label = Check(body, faults, type, body.Object("metadata"), needsChoices: true);
        if (account.Fields.FindByName(label) is not null)
        {
            throw ApiProblem.Conflict("Validation failed: Label has already been taken");
        }

        if (account.Fields.Count >= MaximumFields)
        {
            throw ApiProblem.Validation("The account has the maximum of 100 custom fields");
        }

        var now = account.Now.ToApi();
        var id = account.Ids.Next().ToString();
        var field = new JsonObject
        {
            ["custom_field_id"] = id,
            ["label"] = label,
            ["name"] = FieldNames.Of(label, account.Switches),
            ["type"] = type,
        };
        if (FieldMetadata.Of(body, type) is { } metadata)
        {
            field["metadata"] = metadata;
        }

        if (type is "date" or "datetime")
        {
            field["version"] = int.TryParse(
                body.Text("version"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var version
            )
                ? version
                : 1;
        }

        SetChoices(field, body.Array("choices"), type);
        field["created_at"] = now;
        field["updated_at"] = now;
        account.Fields.Add(field);
        return ApiAnswer.Json(201, field, wrote: true);
    }

    /// <summary>Label and choices; the type stays what it was, whatever is sent.</summary>
    private ApiAnswer Replace(ApiCall call)
    {
        var field = Find(call);
        var body = call.JsonBody();
        var type = field.Text("type");
        var faults = new Validation();
        if (account.Switches.Is(SwitchCatalogue.FieldPutMembers, "reject"))
        {
            Fixed.Where(body.ContainsKey).ToList().ForEach(n => faults.Add($"{n} is not a known member"));
        }

        var label = Check(body, faults, type, field.Object("metadata"), needsChoices: false);
        if (account.Fields.FindByName(label) is { } holder && !ReferenceEquals(holder, field))
        {
            throw ApiProblem.Conflict("Validation failed: Label has already been taken");
        }

        field["label"] = label;
        field["name"] = FieldNames.Of(label, account.Switches);
        SetChoices(field, body.Array("choices"), type);
        field["updated_at"] = account.Now.ToApi();
        return ApiAnswer.Json(200, field, wrote: true);
    }

    private ApiAnswer Delete(ApiCall call)
    {
        BulkWork.RemoveField(account, Guid.Parse(Find(call).Text("custom_field_id")!));
        return ApiAnswer.Empty(204, wrote: true);
    }

    private JsonObject Find(ApiCall call) =>
        account.Fields.Find(PathIds.Parse(call, "custom_field_id", account.Switches))
        ?? throw ApiProblem.NotFound("The custom field was not found");

    private static string Check(
        JsonObject body,
        Validation faults,
        string? type,
        JsonObject? metadata,
        bool needsChoices
    )
    {
        var label = faults.Text(body, "label", 50);
        if (label is null)
        {
            faults.Add("label is missing");
        }

        // A drop-down may offer more than what is ticked.
        var maximum = metadata.Text("display_type") is "checkbox" or "radio" ? 20 : 100;
        var choices = faults.Items(body, "choices", maximum);
        foreach (var choice in choices ?? [])
        {
            if (choice is not JsonObject map || faults.Text(map, "choice_label", 255) is null)
            {
                faults.Add("choices is invalid");
            }
            else
            {
                faults.Integer(map, "display_order", 0, int.MaxValue);
                faults.Integer(map, "choice_id", 0, int.MaxValue);
            }
        }

        // Left out in a PUT they are nulled, as anything is.
        if (needsChoices && type is ("single_select" or "multi_select") && choices is (null or { Count: 0 }))
        {
            faults.Add("choices is missing");
        }

        faults.ThrowIfAny();
        return label!;
    }

    private void SetChoices(JsonObject field, JsonArray? sent, string? type)
    {
        if (type is not ("single_select" or "multi_select"))
        {
            return;
        }

        var stored = field.Array("choices")?.OfType<JsonObject>().ToList() ?? [];
        var now = account.Now.ToApi();
        var choices = new List<JsonNode?>();
        foreach (var choice in sent?.OfType<JsonObject>() ?? [])
        {
            var known = stored.Find(s => s.Text("choice_id") == choice.Text("choice_id"));
            if (known is null)
            {
                account.LastChoiceId++;
            }

            choices.Add(
                new JsonObject
                {
                    ["choice_id"] = known is null ? account.LastChoiceId : known["choice_id"]!.DeepClone(),
                    ["choice_label"] = choice.Text("choice_label"),
                    ["display_order"] = int.TryParse(
                        choice.Text("display_order"),
                        NumberStyles.Integer,
                        CultureInfo.InvariantCulture,
                        out var order
                    )
                        ? order
                        : choices.Count + 1,
                    ["created_at"] = known.Text("created_at") ?? now,
                    ["updated_at"] = now,
                }
            );
        }

        field["choices"] = new JsonArray([.. choices]);
    }
}
