using System.Text.Json.Nodes;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Updates;
using ConstantContact.TestData;

namespace ConstantContact.Core.Tests.Updates.Model;

/// <summary>A row of a random run: its contact, its requested changes, and the expected contact afterwards.</summary>
internal sealed record ModelRow(int Number, string? Email, string? ContactId, RandomWish Wish, string? NewAddress)
{
    private const string NullToken = "<null>";

    private static readonly string[] Core =
    [
        "first_name",
        "last_name",
        "job_title",
        "company_name",
        "birthday_month",
        "birthday_day",
        "anniversary",
    ];

    /// <summary>As a CSV file would bring it.</summary>
    public UpdateRow ToUpdateRow(RandomAccount account)
    {
        List<string> headings = [];
        List<string> values = [];
        Add("email", Email);
        Add("contact_id", ContactId);
        Add("new_email_address", NewAddress);
        foreach (string core in Core)
        {
            Add(core, Cell(Wish.Core, core));
        }

        for (int i = 0; i < account.Fields.Count; i++)
        {
            Add($"cf:field_{i}", Cell(Wish.Fields, account.Fields[i]));
        }

        foreach (string kind in new[] { "home", "work", "mobile", "other" })
        {
            Add($"{kind}_phone", Cell(Wish.Phones, kind));
        }

        foreach ((string kind, Dictionary<string, string>? parts) in Wish.Addresses)
        {
            foreach ((string part, string value) in parts!)
            {
                Add($"{kind}_{part}", value);
            }
        }

        Add("add_to_lists", Names(account.Lists, Wish.AddLists, "List"));
        Add("remove_from_lists", Names(account.Lists, Wish.RemoveLists, "List"));
        Add("add_tags", Names(account.Tags, Wish.AddTags, "Tag"));
        Add("remove_tags", Names(account.Tags, Wish.RemoveTags, "Tag"));
        Add("add_note", Wish.Notes.FirstOrDefault());
        var reading = new ReadingOptions { NullTokens = [NullToken] };
        var source = new InputRow(Number, null, headings, [.. values]);
        RowValues parsed = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update), reading).Parse(
            source
        );
        return new UpdateRow
        {
            Invalid = (Record.Exception(parsed.ThrowIfInvalid) as CcException),
            Number = Number,
            Email = Email,
            ContactId = ContactId,
            Changes = new RequestedChanges { Values = parsed.Values, Reading = reading },
            Source = source,
        };

        void Add(string heading, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                headings.Add(heading);
                values.Add(value!);
            }
        }

        static string? Cell(Dictionary<string, string?> cells, string key) =>
            cells.TryGetValue(key, out string? value) ? value ?? NullToken : null;

        static string Names(IReadOnlyList<string> all, List<string> ids, string what) =>
            string.Join("; ", ids.Select(id => $"{what} {all.ToList().IndexOf(id)}"));
    }

    /// <summary>The expected contact after the row. Null if the row must not write.</summary>
    public JsonObject? After(JsonObject contact, bool includeUnsubscribed)
    {
        if (contact["deleted_at"] is not null || MergeOracle.IsAmbiguous(contact, Wish))
        {
            return null;
        }

        RandomWish wish = Wish;
        if (Permission(contact) == "unsubscribed")
        {
            if (!includeUnsubscribed)
            {
                return null;
            }

            wish = Wish.WithoutNewLists();
        }

        if (MergeOracle.IsOverLimit(contact, wish))
        {
            return null;
        }

        JsonObject after = MergeOracle.Apply(contact, wish);
        if (NewAddress is not null)
        {
            after["email_address"] ??= new JsonObject();
            after["email_address"]!["address"] = NewAddress;
        }

        return after;
    }

    /// <summary>The expected contact if the row creates it.</summary>
    public JsonObject Created(JsonObject made)
    {
        var fresh = new JsonObject
        {
            ["contact_id"] = (string?)made["contact_id"],
            ["email_address"] = made["email_address"]?.DeepClone(),
            ["create_source"] = (string?)made["create_source"],
            ["created_at"] = (string?)made["created_at"],
        };
        fresh["email_address"]!["address"] = NewAddress ?? Email;
        foreach (
            string member in new[]
            {
                "custom_fields",
                "phone_numbers",
                "street_addresses",
                "list_memberships",
                "taggings",
                "notes",
            }
        )
        {
            fresh[member] = new JsonArray();
        }

        return MergeOracle.Apply(fresh, Wish);
    }

    public static string? Permission(JsonObject contact) => (string?)contact["email_address"]?["permission_to_send"];
}
