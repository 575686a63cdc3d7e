using ConstantContact.Core.Contacts;
using ConstantContact.Core.Runs.Review;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Runs.Review;

/// <summary>A page about invented contacts: the same for the same number.</summary>
internal static class InventedPage
{
    private static readonly string[] FirstNames =
    [
        "Ada",
        "Grace",
        "Zo\u00eb",
        "Kofi",
        "Mei",
        "Lars",
        "In\u00e9s",
        "Omar",
        "Priya",
        "Tom\u00e1\u0161",
    ];

    private static readonly string[] LastNames =
    [
        "Okafor",
        "Lindqvist",
        "Garcia",
        "Nguyen",
        "Smith",
        "Mueller",
        "Kowalska",
        "Haddad",
        "Tanaka",
        "O'Brien",
    ];

    private static readonly string[] Titles =
    [
        "Analyst",
        "Engineer",
        "Pilot",
        "Head of Procurement",
        "Volunteer Coordinator",
        "CFO",
    ];

    public static ReviewPage Of(int contacts)
    {
        var random = new Random(7);
        return new ReviewPage
        {
            Kind = "Plan",
            Title = "monday.ccplan",
            Lead = "What the CRM says on Monday, compared with the account. Nothing has been sent yet.",
            MadeAt = TestClock.Beginning,
            Notes = ["12 of 400 members leave the list \"Prospects 2025\" (3 %)."],
            Cost =
            [
                new("All requests", "57", "about 15 s"),
                new("Snapshot", "40", "20,000 contacts"),
                new("Import", "9", "14,090 contacts"),
                new("List activity", "4", "1,204 contacts"),
                new("PUT", "4", "2 contacts"),
            ],
            Facts =
            [
                new("Account", "a1b2c3d4"),
                new("Service", "https://api.cc.email/v3"),
                new("Source", "crm.csv", "20,000 rows"),
                new("Created", "2026-05-04 09:58 UTC"),
                new("SHA-256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", IsCode: true),
                new("To apply it", "Invoke-CcPlan monday.ccplan", IsCode: true),
            ],
            Entries = [.. Enumerable.Range(1, contacts).Select(row => Entry(row, random))],
        };
    }

    private static ReviewEntry Entry(int row, Random random)
    {
        string name = $"{FirstNames[random.Next(10)]}.{LastNames[random.Next(10)]}".ToLowerInvariant().Replace("'", "");
        var entry = new ReviewEntry
        {
            Key = $"{name}{row}@example.com",
            ContactId =
                $"{random.Next():x8}-{random.Next(0x10000):x4}-11f1-84b4-{random.Next():x8}{random.Next(0x10000):x4}",
            Row = row,
            Outcome = "Update",
        };
        return random.Next(100) switch
        {
            < 70 => entry with
            {
                Route = random.Next(5) == 0 ? "PUT" : "Import",
                Changes = [.. Changes(entry.Key, random)],
                Warnings = random.Next(60) == 0 ? ["The postal code has no zero at its beginning."] : [],
            },
            < 73 => entry with
            {
                Outcome = "Create",
                ContactId = null,
                Route = "POST",
                Changes = [new("job_title", null, null, null, Titles[random.Next(6)])],
            },
            < 74 => entry with { Outcome = "Delete", Route = "Delete activity" },
            < 93 => entry with { Outcome = "Unchanged" },
            < 96 => entry with { Outcome = "Suppressed", Reason = "The contact unsubscribed on 2026-03-14." },
            < 98 => entry with
            {
                Outcome = "Merged",
                Reason = $"Written with row {row - 1}, which names the same contact.",
            },
            _ => entry with
            {
                Outcome = "Failed",
                ErrorId = "CcInvalidValue",
                Reason = $"Row {row}: 'Platnum' is not a choice of the field 'Membership level'.",
                Remedy = "Choices: Bronze, Silver, Gold, Platinum.",
            },
        };
    }

    private static IEnumerable<ContactChange> Changes(string email, Random random)
    {
        int old = random.Next(6);
        yield return new("job_title", null, null, Titles[old], Titles[(old + 1 + random.Next(5)) % 6]);
        if (random.Next(3) == 0)
        {
            yield return new("list_memberships", "Spring newsletter", null, null, "yes");
        }

        if (random.Next(4) == 0)
        {
            yield return new("list_memberships", "Prospects 2025", null, "yes", null);
        }

        if (random.Next(4) == 0)
        {
            yield return new("custom_fields", "Membership level", null, "Silver", "Gold");
        }

        if (random.Next(5) == 0)
        {
            yield return new(
                "street_addresses",
                "home",
                "street",
                "12 Harbour Street",
                "The Old Foundry, 4 Quay Road, Unit 12"
            );
            yield return new("street_addresses", "home", "city", "Turin", "Rome");
        }

        if (random.Next(6) == 0)
        {
            yield return new("phone_numbers", "home", "phone_number", "+1 555 0100", null);
            yield return new("phone_numbers", "home", null, "yes", null);
        }

        if (random.Next(12) == 0)
        {
            yield return new("company_name", null, null, "Acme ", "Acme");
        }

        if (random.Next(40) == 0)
        {
            yield return new("email_address", null, "address", email, $"new.{email}");
        }

        if (random.Next(90) == 0)
        {
            yield return new(
                "notes",
                string.Join(" ", Enumerable.Repeat("Called about the renewal, asked to be called again in spring.", 9)),
                null,
                null,
                "new"
            );
        }
    }
}
