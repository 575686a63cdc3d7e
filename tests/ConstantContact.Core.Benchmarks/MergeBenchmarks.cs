using System.Collections.Generic;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Benchmarks;

/// <summary>
/// The pure part of an update, against the least that any update must do with a contact: parse it and write it. The
/// service's pace leaves 500 ms for each contact; this must not be seen beside that.
/// </summary>
[MemoryDiagnoser]
public class MergeBenchmarks
{
    private readonly ContactPatch _patch = new()
    {
        Core = new Dictionary<string, object?> { ["first_name"] = "Deborah" },
        AddTags = [new NamedId("bb", "VIP")],
    };

    private string _json = string.Empty;

    [GlobalSetup]
    public void Setup() =>
        _json = """
            {"contact_id":"1618ae62-4752-11e9-9c8a-fa163e6b01c1","email_address":{"address":"dlang@example.com","permission_to_send":"implicit","created_at":"2026-04-28T21:46:22Z"},
            "first_name":"Debora","last_name":"Lang","job_title":"Musician","company_name":"Acme Corp.","birthday_month":11,"birthday_day":24,"anniversary":"2006-11-15",
            "custom_fields":[{"custom_field_id":"a","value":"1"},{"custom_field_id":"b","value":"2"},{"custom_field_id":"c","value":"3"}],
            "phone_numbers":[{"phone_number_id":"p","phone_number":"555-0100","kind":"home"}],
            "street_addresses":[{"street_address_id":"s","kind":"home","street":"1 Main","city":"Waltham","state":"MA","postal_code":"02451","country":"US"}],
            "list_memberships":["l1","l2","l3"],"taggings":["t1"],"notes":[{"note_id":"n","created_at":"2026-01-01T00:00:00Z","content":"x"}]}
            """;

    [Benchmark(Baseline = true)]
    public string ParseAndWrite() => JsonNode.Parse(_json)!.ToJsonString();

    [Benchmark]
    public byte[] PlanAnUpdate() => UpdatePlan.For(JsonNode.Parse(_json)!.AsObject(), _patch, new MergeOptions()).Body;
}
