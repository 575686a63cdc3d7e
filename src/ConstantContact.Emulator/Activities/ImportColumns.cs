using System;
using System.Collections.Generic;
using System.Linq;
using ConstantContact.Emulator.Contacts;

namespace ConstantContact.Emulator.Activities;

/// <summary>The columns that imports know. The account decides about the names of custom fields.</summary>
internal static class ImportColumns
{
    private const string FieldPrefix = "cf:";

    /// <summary>Member of an address by column.</summary>
    private static readonly Dictionary<string, string> AddressParts = new(StringComparer.Ordinal)
    {
        ["street"] = "street",
        ["street2"] = "street",
        ["city"] = "city",
        ["state"] = "state",
        ["zip"] = "postal_code",
        ["country"] = "country",
    };

    /// <summary>Kind of a phone by column.</summary>
    internal static readonly Dictionary<string, string> Phones = new(StringComparer.Ordinal)
    {
        ["phone"] = "other",
        ["home_phone"] = "home",
        ["work_phone"] = "work",
        ["mobile_phone"] = "mobile",
        ["other_phone"] = "other",
    };

    internal static bool Knows(string column) =>
        column
            is "email"
                or "sms_number"
                or "sms_consent_date"
                or "first_name"
                or "last_name"
                or "job_title"
                or "company_name"
                or "birthday_month"
                or "birthday_day"
                or "anniversary"
        || FieldOf(column) is not null
        || Phones.ContainsKey(column)
        || AddressOf(column) is not null;

    /// <summary>Whether a column of a phone or an address says its kind.</summary>
    internal static bool HasKind(string column) =>
        (column != "phone" && Phones.ContainsKey(column))
        || (AddressOf(column) is not null && !AddressParts.ContainsKey(column));

    /// <summary>The name of the custom field; null for another column.</summary>
    internal static string? FieldOf(string column) =>
        column.StartsWith(FieldPrefix, StringComparison.Ordinal) ? column[FieldPrefix.Length..] : null;

    /// <summary>
    /// The kind of the address, the part of it, and the member that holds the part; null for another column.
    /// </summary>
    internal static (string Kind, string Part, string Member)? AddressOf(string column)
    {
        // Without a kind it is the home address.
        if (AddressParts.TryGetValue(column, out var member))
        {
            return ("home", column, member);
        }

        var parts = column.Split('_', 2);
        return
            parts.Length == 2
            && ContactShape.AddressKinds.Contains(parts[0], StringComparer.Ordinal)
            && AddressParts.TryGetValue(parts[1], out member)
            ? (parts[0], parts[1], member)
            : null;
    }
}
