using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Contacts;

/// <summary>The members of a contact that the API's contract names.</summary>
internal static class ContactShape
{
    internal const int NameLength = 50;
    internal const int AddressLength = 80;
    internal const int ReasonLength = 255;

    internal static readonly IReadOnlyList<string> Texts = ["first_name", "last_name", "job_title", "company_name"];

    internal static readonly IReadOnlyList<string> Sources = ["Contact", "Account"];

    internal static readonly IReadOnlyList<string> Permissions =
    [
        "explicit",
        "implicit",
        "not_set",
        "pending_confirmation",
        "temp_hold",
        "unsubscribed",
    ];

    internal static readonly IReadOnlyList<string> PhoneKinds = ["home", "work", "mobile", "other"];

    internal static readonly IReadOnlyList<string> AddressKinds = ["home", "work", "other"];

    /// <summary>Known members, sub-resources aside.</summary>
    private static readonly FrozenSet<string> Core = new[]
    {
        "contact_id",
        "email_address",
        "first_name",
        "last_name",
        "job_title",
        "company_name",
        "birthday_month",
        "birthday_day",
        "anniversary",
        "create_source",
        "update_source",
        "created_at",
        "updated_at",
        "deleted_at",
        "sms_channel",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Email = new[]
    {
        "address",
        "permission_to_send",
        "created_at",
        "updated_at",
        "opt_in_source",
        "opt_in_date",
        "opt_out_source",
        "opt_out_date",
        "opt_out_reason",
        "confirm_status",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>One program in the field reports that the service takes the periods out of names.</summary>
    internal static string NameAsStored(string member, string text, SwitchSettings switches) =>
        member is "first_name" or "last_name" && switches.Is(SwitchCatalogue.NamePeriods, "strip")
            ? text.Replace(".", "", StringComparison.Ordinal)
            : text;

    /// <summary>Off unless the account asks new contacts to confirm that they want mail.</summary>
    internal static string ConfirmStatus(string permission, SwitchSettings switches) =>
        switches.Is(SwitchCatalogue.ConfirmedOptIn, "off") ? "off"
        : permission == "pending_confirmation" ? "pending"
        : "confirmed";

    internal static IReadOnlyList<string> SourcesUnder(SwitchSettings switches) =>
        switches.Is(SwitchCatalogue.LandingPageSource, "accept") ? [.. Sources, "Landing Page"] : Sources;

    internal static bool Knows(string member) => Core.Contains(member) || SubResource.Names.Contains(member);

    internal static bool EmailKnows(string member) => Email.Contains(member);
}
