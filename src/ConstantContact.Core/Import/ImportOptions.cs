using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Import;

/// <summary>Options of an import.</summary>
public sealed record ImportOptions
{
    /// <summary>1 to 50 ids; every row is added to all of them.</summary>
    public required IReadOnlyList<string> ListIds { get; init; }

    public ImportFormat Format { get; init; }

    /// <summary><c>explicit</c>, <c>not_set</c> or null.</summary>
    public string? SmsPermission { get; init; }

    public IReadOnlyDictionary<string, string>? ColumnMap { get; init; }

    public bool IgnoreUnknownColumns { get; init; }

    public ImportDuplicates Duplicates { get; init; }

    public ImportInvalid OnInvalid { get; init; }

    /// <summary>How dates are written, such as <c>dd/MM/yyyy</c>; null for the API's forms.</summary>
    public string? DateFormat { get; init; }

    /// <summary>The treatment of values that look damaged.</summary>
    public ImportDamage OnDamage { get; init; }

    /// <summary>Lets blank cells pass in CSV, where nobody knows what they do. JSON leaves them out anyway.</summary>
    public bool AllowBlank { get; init; }

    /// <summary>Sends rows of deleted contacts too, which brings them back.</summary>
    public bool Restore { get; init; }

    /// <summary>Sends rows of unsubscribed contacts too. They stay unsubscribed; their details change.</summary>
    public bool IncludeUnsubscribed { get; init; }

    /// <summary>Saves the requests that find the two kinds above, and with them the protection.</summary>
    public bool SkipConsentCheck { get; init; }

    /// <summary>
    /// False: done when the service has taken the rows, which says nothing about what became of them.
    /// </summary>
    public bool Wait { get; init; } = true;

    /// <summary>How long to wait for the service after the last chunk was sent.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Chunks are sent as they fill, in one pass, instead of after all rows were seen.</summary>
    public bool Stream { get; init; }

    /// <summary>
    /// The contacts of a chunk are read and recorded before it leaves, so that the import can be undone.
    /// </summary>
    public bool Undoable { get; init; }

    /// <summary>After which a stream looks again who is to be held back, before the next chunk leaves.</summary>
    internal TimeSpan CensusAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long a chunk that may have arrived has to show in the service's list of activities, before it is taken for
    /// lost.
    /// </summary>
    internal TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For tests: limits of a chunk.</summary>
    internal int MaxBytes { get; init; } = ContactLimits.ImportBytes;

    internal int MaxRows { get; init; } = ContactLimits.ImportRows;

    internal bool UsesCsv => Format == ImportFormat.Csv;

    /// <summary>
    /// Where the proof of consent is to be found; needed where an opt-out from text messages may be undone. Kept in the
    /// run's record, never sent.
    /// </summary>
    public string? ConsentReference { get; init; }

    /// <summary>Each list once.</summary>
    internal IReadOnlyList<string> DistinctLists => [.. ListIds.Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The questions to the guard about every row.</summary>
    internal ConsentRequest Consent =>
        new(
            ConsentOperation.Import,
            new ConsentSwitches
            {
                Restore = Restore,
                IncludeUnsubscribed = IncludeUnsubscribed,
                SkipCheck = SkipConsentCheck,
                ConsentReference = ConsentReference,
            }
        )
        {
            ExplicitSms = SmsPermission == "explicit",
        };

    /// <exception cref="InvalidInputException">No list, or more than 50; values that do not go together.</exception>
    internal void ThrowIfImpossible()
    {
        if (ListIds.Count < 1 || ListIds.Count > ContactLimits.ListsPerImport.Hard)
        {
            throw new InvalidInputException(
                "CcInvalidValue",
                $"An import takes 1 to 50 lists, not {ListIds.Count.ToString("N0", CultureInfo.InvariantCulture)}.",
                "Give 1 to 50 lists with -List."
            );
        }

        if (this is { Stream: true, Duplicates: ImportDuplicates.Last })
        {
            throw InvalidInputException.Value(
                "-DuplicateAction",
                "Last",
                "with -Stream a row may have been sent when a later one about the same contact is read.",
                "Use First or Error, or leave out -Stream."
            );
        }

        if (Stream && OnDamage == ImportDamage.Stop)
        {
            throw InvalidInputException.Value(
                "-OnDamage",
                "Stop",
                "with -Stream rows may have been sent when a damaged one is read.",
                "Leave out -Stream, or give -OnDamage Warn."
            );
        }

        if (SmsPermission is not (null or "explicit" or "not_set"))
        {
            throw InvalidInputException.Value(
                "SMS permission",
                SmsPermission,
                "there is no such permission.",
                "Use explicit or not_set."
            );
        }

        if (SmsPermission == "explicit" && IncludeUnsubscribed && string.IsNullOrWhiteSpace(ConsentReference))
        {
            throw new InvalidInputException(
                "CcConsentNeeded",
                "Explicit SMS permission for people who have unsubscribed undoes their opt-out, and no consent "
                    + "reference is given.",
                "Say where their consent is recorded, with -ConsentReference TEXT; or leave out -IncludeUnsubscribed."
            );
        }
    }

    /// <summary>The options that decide which rows are sent and how. How long to wait is not among them.</summary>
    public JsonObject ToJson()
    {
        var map = new JsonObject();
        foreach (
            var entry in (ColumnMap ?? new Dictionary<string, string>(StringComparer.Ordinal)).OrderBy(
                e => e.Key,
                StringComparer.OrdinalIgnoreCase
            )
        )
        {
            map[entry.Key] = entry.Value;
        }

        var json = new JsonObject
        {
            ["list_ids"] = CcJson.Texts(ListIds),
            ["format"] = Format.ToString(),
            ["sms_permission"] = SmsPermission,
            ["column_map"] = ColumnMap is null ? null : map,
            ["ignore_unknown_columns"] = IgnoreUnknownColumns,
            ["duplicates"] = Duplicates.ToString(),
            ["on_invalid"] = OnInvalid.ToString(),
            ["date_format"] = DateFormat,
            ["on_damage"] = OnDamage.ToString(),
            ["allow_blank"] = AllowBlank,
            ["restore"] = Restore,
            ["include_unsubscribed"] = IncludeUnsubscribed,
            ["skip_consent_check"] = SkipConsentCheck,
            ["consent_reference"] = ConsentReference,
            ["stream"] = Stream,
        };
        if (Undoable)
        {
            json["undoable"] = true;
        }

        return json;
    }

    /// <summary>Reads the result of <see cref="ToJson"/>.</summary>
    public static ImportOptions FromJson(JsonObject json) =>
        new()
        {
            ListIds = [.. ((JsonArray)json["list_ids"]!).Select(l => (string)l!)],
            Format = (ImportFormat)Enum.Parse(typeof(ImportFormat), (string)json["format"]!),
            SmsPermission = (string?)json["sms_permission"],
            ColumnMap = (json["column_map"] as JsonObject)?.ToDictionary(
                e => e.Key,
                e => (string)e.Value!,
                StringComparer.OrdinalIgnoreCase
            ),
            IgnoreUnknownColumns = (bool)json["ignore_unknown_columns"]!,
            Duplicates = (ImportDuplicates)Enum.Parse(typeof(ImportDuplicates), (string)json["duplicates"]!),
            OnInvalid = (ImportInvalid)Enum.Parse(typeof(ImportInvalid), (string)json["on_invalid"]!),
            DateFormat = (string?)json["date_format"],
            OnDamage = (string?)json["on_damage"] is { } damage
                ? (ImportDamage)Enum.Parse(typeof(ImportDamage), damage)
                : ImportDamage.Warn,
            AllowBlank = (bool)json["allow_blank"]!,
            Restore = (bool)json["restore"]!,
            IncludeUnsubscribed = (bool)json["include_unsubscribed"]!,
            SkipConsentCheck = (bool)json["skip_consent_check"]!,
            ConsentReference = (string?)json["consent_reference"],
            Stream = (bool?)json["stream"] ?? false,
            Undoable = (bool?)json["undoable"] ?? false,
        };
}
