using System;
using System.Collections.Generic;
using ConstantContact.Core.Consent;

namespace ConstantContact.Core.Bulk;

/// <summary>What an import is to do.</summary>
public sealed class ImportOptions
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

    /// <summary>Lets blank cells pass in CSV, where nobody knows what they do. JSON leaves them out anyway.</summary>
    public bool AllowBlank { get; init; }

    /// <summary>Sends rows of deleted contacts too, which brings them back.</summary>
    public bool Restore { get; init; }

    /// <summary>Sends rows of unsubscribed contacts too. They stay unsubscribed; their details change.</summary>
    public bool IncludeUnsubscribed { get; init; }

    /// <summary>Saves the requests that find the two kinds above, and with them the protection.</summary>
    public bool SkipConsentCheck { get; init; }

    /// <summary>False: done when the service has taken the rows, which says nothing about what became of them.</summary>
    public bool Wait { get; init; } = true;

    /// <summary>How long to wait for the service after the last chunk was sent.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>For tests: limits of a chunk.</summary>
    internal int MaxBytes { get; init; } = ContactLimits.ImportBytes;

    internal int MaxRows { get; init; } = ContactLimits.ImportRows;

    internal bool UsesCsv => Format == ImportFormat.Csv;

    /// <summary>What the guard has to be asked about every row.</summary>
    internal ConsentRequest Consent => new(
        ConsentOperation.Import,
        new ConsentSwitches { Restore = Restore, IncludeUnsubscribed = IncludeUnsubscribed, SkipCheck = SkipConsentCheck })
    {
        ExplicitSms = SmsPermission == "explicit",
    };
}
