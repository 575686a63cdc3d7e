using System;
using System.Collections.Generic;
using System.Linq;

namespace ConstantContact.Emulator.Switches;

/// <summary>
/// Every switch, so that tests can run all combinations and the docs' table can be checked against it.
/// A switch exists only where the reference's §17 marks a statement as inferred, where its §18 asks,
/// or where two sources contradict each other.
/// </summary>
public static class SwitchCatalogue
{
    public static readonly EmulatorSwitch OmittedSubresource = Define("omitted-subresource", "null",
        "What PUT does to a sub-resource (six arrays, sms_channel) that the body leaves out.", "keep", "null");

    public static readonly EmulatorSwitch SentArray = Define("sent-array", null,
        "Whether an array in a PUT replaces the stored one or is added to it (an entry equal to a stored one "
            + "is not repeated).", "replace", "append");

    public static readonly EmulatorSwitch Notes = Define("notes", null,
        "Whether a note echoed with its note_id is recognised; under duplicate the stored notes stay and "
            + "every sent note is stored again.", "by-id", "duplicate");

    public static readonly EmulatorSwitch UnknownMembers = Define("unknown-members", null,
        "Members of a stored contact that the API's contract does not name: kept unless the PUT sends "
            + "another value, gone unless the PUT sends them, or a 400 for any PUT or POST that names one.",
        "keep", "null-if-omitted", "reject");

    public static readonly EmulatorSwitch OptOutStamp = Define("opt-out-stamp", null,
        "Whether opt_out_date and opt_out_source are stamped when a contact becomes unsubscribed, or by "
            + "every PUT that says unsubscribed.", "on-transition", "on-every-put");

    public static readonly EmulatorSwitch AnswerSubresources = Define("answer-subresources", null,
        "Which sub-resources the answer to a PUT or POST holds beside those named by include.", "sent", "all", "none");

    public static readonly EmulatorSwitch OmittedEmail = Define("omitted-email", "null",
        "PUT without email_address on a contact that has one.", "keep", "null", "reject");

    public static readonly EmulatorSwitch OmittedPermission = Define("omitted-permission", null,
        "PUT with an e-mail address but without permission_to_send.", "keep", "implicit");

    public static readonly EmulatorSwitch UnsubscribeStripsLists = Define("unsubscribe-strips-lists", null,
        "Whether becoming unsubscribed empties list_memberships.", "no", "yes");

    public static readonly EmulatorSwitch UnsubscribedListAdd = Define("unsubscribed-list-add", null,
        "PUT that adds a list to a contact that is and stays unsubscribed.", "allow", "ignore", "reject");

    public static readonly EmulatorSwitch ConfirmedOptIn = Define("confirmed-opt-in", null,
        "The account's confirmed opt-in setting: rules confirm_status and what sign_up_form grants.", "off", "on");

    public static readonly EmulatorSwitch IllFormedIdStatus = Define("ill-formed-id-status", null,
        "Status for an id in the path that is no UUID.", "404", "400");

    public static readonly EmulatorSwitch LinksOnLastPage = Define("links-on-last-page", null,
        "_links of a collection's last page.", "absent", "null", "empty");

    public static readonly EmulatorSwitch SecondDelete = Define("second-delete", null,
        "DELETE of a contact that is deleted already.", "404", "204");

    public static readonly EmulatorSwitch DeletedAt = Define("deleted-at", null,
        "Form of a contact's deleted_at: a date (the contract and "
            + "the FAQ) or a time stamp (the guides).", "date", "date-time");

    public static readonly EmulatorSwitch MissingAuthorization = Define("missing-authorization", null,
        "Status for a request without an Authorization header.", "403", "401");

    public static readonly EmulatorSwitch FieldName = Define("field-name", null,
        "How a custom field's name is derived from its label: blanks become underscores, the case stays or "
            + "is lowered.", "keep-case", "lower-case");

    public static readonly EmulatorSwitch ImportUnknownField = Define("import-unknown-field", null,
        "An import column cf:<name> without such a field: reported in activity_errors and dropped, dropped "
            + "without a word, takes its rows with it, or fails the job.", "error", "ignore", "drop-row", "fail-job");

    public static readonly EmulatorSwitch ImportRevivesDeleted = Define("import-revives-deleted", null,
        "Whether importing a deleted contact's address brings it back onto the lists.", "yes", "no");

    public static readonly EmulatorSwitch ImportBlank = Define("import-blank", null,
        "A blank import cell: the stored value stays, or is erased.", "keep", "erase");

    public static readonly EmulatorSwitch RefreshTokenReuse = Define("refresh-token-reuse", null,
        "What using a superseded rotating refresh token does beyond its invalid_grant: nothing, or the grant "
            + "ends for its newest token too.", "refuse", "revoke");

    public static readonly EmulatorSwitch LongLivedAnswer = Define("long-lived-answer", null,
        "Whether the answer to a refresh with a long-lived refresh token repeats that token.", "same", "absent");

    public static readonly EmulatorSwitch SegmentEvaluation = Define("segment-evaluation", null,
        "When GET /contacts?segment_id stops to answer 202: from the second call on, after an activity's "
            + "duration, or at once. Other criteria begin anew.", "first-call", "clock", "ready");

    public static readonly EmulatorSwitch RemoveListSources = Define("remove-list-source-lists", null,
        "How many list_ids may be the source of "
            + "remove_list_memberships: the specification and the guide differ.", "50", "100");

    public static readonly EmulatorSwitch ExportNotReady = Define("export-not-ready", null,
        "Status for fetching an export's file before its activity completed.", "404", "202");

    public static readonly EmulatorSwitch ExportAccept = Define("export-accept", null,
        "What the Accept header of a request for an export's file does: nothing, or a 406 where it does not "
            + "take text/csv.", "ignored", "406");

    public static readonly EmulatorSwitch BooleanQuery = Define("boolean-query", null,
        "Whether a boolean query parameter takes 1 and 0 besides true and false.", "numbers", "strict");

    public static readonly EmulatorSwitch EntryIds = Define("entry-ids", null,
        "phone_number_id and street_address_id in a PUT, which the contract no longer names there: accepted, "
            + "or a 400.", "accept", "reject");

    public static readonly EmulatorSwitch FieldPutMembers = Define("field-put-members", null,
        "type, metadata and version in the PUT of a custom field, which the contract no longer names there: "
            + "ignored, or a 400.", "accept", "reject");

    public static readonly EmulatorSwitch ActivitiesOrder = Define("activities-order", null,
        "Order of GET /activities.", "newest-first", "oldest-first");

    public static readonly EmulatorSwitch SegmentCombined = Define("segment-combined", null,
        "GET /contacts with segment_id and a parameter other than "
            + "limit: refused, or the others ignored.", "reject", "ignore");

    public static readonly EmulatorSwitch EmptyArray = Define("empty-array", null,
        "An empty array in a PUT: empties the sub-resource, or counts as left out but kept.", "empties", "keeps");

    public static readonly EmulatorSwitch RestoreByContact = Define("restore-by-contact", null,
        "PUT with update_source Contact on a deleted contact.", "reject", "restore");

    public static readonly EmulatorSwitch OptOutOverride = Define("opt-out-override", null,
        "PUT by the account that gives a permission to a contact that opted out itself: a 400, or the "
            + "permission is left as it is without a word.", "reject", "ignore");

    public static readonly EmulatorSwitch ResubscribeAgain = Define("resubscribe-again", null,
        "Status for asking a contact back a second time.", "409", "200");

    public static readonly EmulatorSwitch UnknownIds = Define("unknown-ids", null,
        "Unknown list, tag, field or segment ids in the body of an operation that declares a 404: "
            + "sign_up_form, file import, taking from lists, tagging, deleting fields, exports. Elsewhere they "
                + "are a 400.", "400", "404");

    public static readonly EmulatorSwitch EmailFilter = Define("email-filter", null,
        "Whether the email parameter of GET /contacts regards case.", "ignore-case", "exact");

    public static readonly EmulatorSwitch PlusInQuery = Define("plus-in-query", null,
        "What a plain + in a query means.", "blank", "literal");

    public static readonly EmulatorSwitch ActiveStatus = Define("active-status", null,
        "Who is active, for status filters, counts, sources and exports: explicit and implicit, or "
            + "pending_confirmation too.", "mailable", "with-pending");

    public static readonly EmulatorSwitch LandingPageSource = Define("landing-page-source", null,
        "Whether create_source and update_source may be \"Landing Page\".", "reject", "accept");

    public static readonly EmulatorSwitch NamePeriods = Define("name-periods", null,
        "Whether periods in first and last names are stored.", "keep", "strip");

    public static readonly EmulatorSwitch SignUpEmailLength = Define("sign-up-email-length", null,
        "Characters of email_address in sign_up_form: its own schema, or that of a contact.", "50", "80");

    public static readonly EmulatorSwitch SignUpFields = Define("sign-up-fields", null,
        "Entries of custom_fields in sign_up_form: its own schema, or that of a contact.", "50", "25");

    public static readonly EmulatorSwitch ListsPageLimit = Define("lists-page-limit", null,
        "Largest limit of GET /contact_lists: schema or prose.", "1000", "500");

    public static readonly EmulatorSwitch FieldTypes = Define("field-types", null,
        "Which types a new custom field may have: all, or those an "
            + "account of before September 2025 knows.", "all", "string-and-date");

    public static readonly EmulatorSwitch JsonImportRows = Define("json-import-rows", null,
        "Contacts of a JSON import that are read.", "40000", "39999");

    public static readonly EmulatorSwitch FourMegabytes = Define("four-megabytes", null,
        "Bytes of an import that are read.", "4000000", "4194304");

    public static readonly EmulatorSwitch ImportEmailLength = Define("import-email-length", null,
        "Characters of an e-mail address in an import: that of a contact, or that of the import schema.", "80", "50");

    public static readonly EmulatorSwitch CsvHeadingCase = Define("csv-heading-case", null,
        "Whether CSV headings are taken in any case; the name behind cf: never is.", "ignore-case", "exact");

    public static readonly EmulatorSwitch CsvKindHeadings = Define("csv-kind-headings", null,
        "CSV headings with a kind (home_phone, work_city), which are listed for JSON only.", "accept", "unknown");

    public static readonly EmulatorSwitch CsvByteOrderMark = Define("csv-byte-order-mark", null,
        "A byte order mark before the CSV: skipped, or part of the first heading.", "skip", "literal");

    public static readonly EmulatorSwitch QueueFullBody = Define("queue-full-body", null,
        "Body of the 429 for a full activity queue: an array with a "
            + "key of its own, or that of the rate limit.", "own", "throttled");

    public static readonly EmulatorSwitch UserAgent = Define("user-agent", null,
        "Whether a request without User-Agent is refused with "
            + "403, by the API and by the sign-in host.", "any", "required");

    /// <summary>All switches, in the order of the docs' table.</summary>
    public static IReadOnlyList<EmulatorSwitch> All { get; } =
    [
        OmittedSubresource, SentArray, Notes, UnknownMembers, OptOutStamp, AnswerSubresources, OmittedEmail, OmittedPermission,
        UnsubscribeStripsLists, UnsubscribedListAdd, ConfirmedOptIn, IllFormedIdStatus, LinksOnLastPage, SecondDelete,
        DeletedAt, MissingAuthorization, FieldName, ImportUnknownField, ImportRevivesDeleted, ImportBlank,
        RefreshTokenReuse, LongLivedAnswer, SegmentEvaluation, RemoveListSources, ExportNotReady, ExportAccept,
        SegmentCombined, EmptyArray, RestoreByContact, OptOutOverride, ResubscribeAgain, UnknownIds,
        EmailFilter, PlusInQuery, ActiveStatus, LandingPageSource, NamePeriods, SignUpEmailLength,
        SignUpFields, ListsPageLimit, FieldTypes, JsonImportRows, FourMegabytes, ImportEmailLength,
        CsvHeadingCase, CsvKindHeadings, CsvByteOrderMark, QueueFullBody, UserAgent, BooleanQuery, EntryIds, FieldPutMembers, ActivitiesOrder,
    ];

    /// <summary>
    /// The five that decide what a merge-and-PUT does to a contact (design, section 3): 48 combinations.
    /// </summary>
    public static IReadOnlyList<EmulatorSwitch> Merge { get; } = [OmittedSubresource, SentArray, Notes, UnknownMembers, OptOutStamp];

    public static EmulatorSwitch Find(string name) =>
        All.FirstOrDefault(s => s.Name == name)
        ?? throw new ArgumentException($"There is no switch '{name}'. Known: "
            + $"{string.Join(", ", All.Select(s => s.Name))}.", nameof(name));

    /// <summary>Every combination of the given switches' values, as name → value.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Combinations(IEnumerable<EmulatorSwitch> switches)
    {
        ArgumentNullException.ThrowIfNull(switches);
        IEnumerable<IReadOnlyDictionary<string, string>> all = [new Dictionary<string, string>(StringComparer.Ordinal)];
        foreach (var one in switches)
        {
            all = all.SelectMany(_ => one.Values, (chosen, value) =>
                (IReadOnlyDictionary<string, string>)new Dictionary<string, string>(chosen, StringComparer.Ordinal) { [one.Name] = value });
        }

        return all;
    }

    private static EmulatorSwitch Define(string name, string? forum, string meaning, params string[] values) =>
        new(name, values, forum ?? values[0], meaning);
}
