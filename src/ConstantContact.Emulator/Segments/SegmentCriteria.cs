using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Segments;

/// <summary>
/// The condition that a segment's criteria make:
/// <c>{"version":"1.0.0","criteria":{"type":"and","group":[{"source":"tags","field":"tag_id","op":"contains-any","value":["…"]}]}}</c>,
/// groups of type and/or within groups. The sources list_membership, tags and contact are evaluated. The emulator sends
/// no mail, so of tracking only what is said in the negative (not_opened) holds, and it holds for everybody.
/// </summary>
internal sealed class SegmentCriteria
{
    private const int MaximumCampaigns = 500;
    private const int MaximumDays = 1825;

    private static readonly Dictionary<string, Func<SegmentSubject, IEnumerable<string>>> ContactFields = new(
        StringComparer.Ordinal
    )
    {
        ["first_name"] = s => s.Core("first_name"),
        ["last_name"] = s => s.Core("last_name"),
        ["job_title"] = s => s.Core("job_title"),
        ["company_name"] = s => s.Core("company_name"),
        ["birthday_month"] = s => s.Core("birthday_month"),
        ["birthday_day"] = s => s.Core("birthday_day"),
        ["anniversary"] = s => s.Core("anniversary"),
        ["created_at"] = s => s.Core("created_at"),
        ["updated_at"] = s => s.Core("updated_at"),
        ["create_source"] = s => s.Core("create_source"),
        ["email_address"] = s => s.Email("address"),
        ["permission_to_send"] = s => s.Email("permission_to_send"),
        ["opt_in_date"] = s => s.Email("opt_in_date"),
        ["opt_out_date"] = s => s.Email("opt_out_date"),
        ["phone_number"] = s => s.Entries(SubResource.Phones, "phone_number"),
        ["street"] = s => s.Entries(SubResource.Addresses, "street"),
        ["city"] = s => s.Entries(SubResource.Addresses, "city"),
        ["state"] = s => s.Entries(SubResource.Addresses, "state"),
        ["postal_code"] = s => s.Entries(SubResource.Addresses, "postal_code"),
        ["country"] = s => s.Entries(SubResource.Addresses, "country"),
    };

    private readonly Func<SegmentSubject, bool> _condition;

    private SegmentCriteria(Func<SegmentSubject, bool> condition) => _condition = condition;

    /// <summary>Reads criteria; what is wrong with them becomes faults, and the answer null.</summary>
    internal static SegmentCriteria? Read(string text, EmulatedAccount account, Validation faults)
    {
        JsonObject? root;
        try
        {
            root = JsonText.Parse(Encoding.UTF8.GetBytes(text)) as JsonObject;
        }
        catch (JsonException)
        {
            root = null;
        }

        if (root.Object("criteria") is not { } criteria)
        {
            faults.Add("segment_criteria is not valid JSON with a criteria object");
            return null;
        }

        if (criteria.Text("type") != "and")
        {
            // The specification's prose says "add"; its sample, and sense, say "and".
            faults.Add("segment_criteria must have a top-level group of type and");
            return null;
        }

        var condition = Group(criteria, account, faults);
        return condition is null ? null : new SegmentCriteria(condition);
    }

    internal bool Holds(StoredContact row) => !row.IsDeleted && _condition(new SegmentSubject(row));

    private static Func<SegmentSubject, bool>? Group(JsonObject group, EmulatedAccount account, Validation faults)
    {
        var isAnd = group.Text("type") == "and";
        if (!isAnd && group.Text("type") != "or")
        {
            faults.Add("segment_criteria has a group that is neither of type and nor of type or");
            return null;
        }

        if (group.Array("group") is not { Count: > 0 } members || members.Any(m => m is not JsonObject))
        {
            faults.Add("segment_criteria has a group without members");
            return null;
        }

        var conditions = members
            .OfType<JsonObject>()
            .Select(m => m.ContainsKey("group") ? Group(m, account, faults) : Leaf(m, account, faults))
            .ToList();
        if (conditions.Contains(null))
        {
            return null;
        }

        return isAnd
            ? subject => conditions.TrueForAll(c => c!(subject))
            : subject => conditions.Exists(c => c!(subject));
    }

    private static Func<SegmentSubject, bool>? Leaf(JsonObject leaf, EmulatedAccount account, Validation faults)
    {
        var op = leaf.Text("op");
        var named = Named(leaf);
        Func<SegmentSubject, bool>? condition;
        switch (leaf.Text("source"))
        {
            case "tracking":
                return Tracking(leaf, faults);
            case "list_membership":
                condition = SegmentOperators.OnIds(op, Ids(named)) is { } onLists ? s => onLists(s.Row.Lists) : null;
                break;
            case "tags":
                condition = SegmentOperators.OnIds(op, Ids(named)) is { } onTags ? s => onTags(s.Row.Tags) : null;
                break;
            case "contact":
                if (FieldOf(leaf.Text("field"), account) is not { } field)
                {
                    faults.Add($"segment_criteria has an unknown contact field: {leaf.Text("field")}");
                    return null;
                }

                condition = SegmentOperators.OnTexts(op, named) is { } onTexts ? s => onTexts([.. field(s)]) : null;
                break;
            default:
                faults.Add($"segment_criteria has an unknown source: {leaf.Text("source")}");
                return null;
        }

        if (condition is null)
        {
            faults.Add($"segment_criteria has an unknown op: {op}");
        }

        return condition;
    }

    private static Func<SegmentSubject, bool>? Tracking(JsonObject leaf, Validation faults)
    {
        var span = leaf.Text("const_value") ?? "";
        var maximum =
            span.Contains("campaign", StringComparison.Ordinal) ? MaximumCampaigns
            : span.Contains("day", StringComparison.Ordinal) ? MaximumDays
            : int.MaxValue;
        if (
            int.TryParse(leaf.Text("param"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > maximum
        )
        {
            faults.Add(
                $"segment_criteria asks for more than {maximum.ToString(CultureInfo.InvariantCulture)} in {span}"
            );
            return null;
        }

        var isNegative = leaf.Text("field")?.StartsWith("not_", StringComparison.Ordinal) ?? false;
        return _ => isNegative;
    }

    /// <summary>A member of the contact, or a custom field by its id or its name.</summary>
    private static Func<SegmentSubject, IEnumerable<string>>? FieldOf(string? name, EmulatedAccount account)
    {
        if (name is null)
        {
            return null;
        }

        if (ContactFields.TryGetValue(name, out var known))
        {
            return known;
        }

        var field = Guid.TryParseExact(name, "D", out var id)
            ? account.Fields.Find(id)
            : account.Fields.All.FirstOrDefault(f => f.Text("name") == name);
        return field is null ? null : s => s.CustomField(field);
    }

    private static List<string> Named(JsonObject leaf)
    {
        var given = new[] { leaf["value"], leaf["values"], leaf["const_value"] }.FirstOrDefault(v => v is not null);
        return given switch
        {
            JsonArray many => [.. many.Select(JsonAccess.ScalarText).OfType<string>()],
            _ => JsonAccess.ScalarText(given) is { } one ? [one] : [],
        };
    }

    private static List<Guid> Ids(List<string> texts) =>
        [.. texts.Select(t => Guid.TryParseExact(t, "D", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];
}
