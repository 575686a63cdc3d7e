namespace ConstantContact.Core.Rows;

/// <summary>Ids of the problems that a row can have. Public API: reports contain them and scripts match them.</summary>
public static class RowRules
{
    public const string IdentityMissing = "identity-missing";
    public const string RaggedRow = "ragged-row";
    public const string UnreadableValue = "unreadable-value";
    public const string EmailMalformed = "email-malformed";
    public const string ContactIdMalformed = "contact-id-malformed";
    public const string IntegerMalformed = "integer-malformed";
    public const string BirthdayRange = "birthday-range";
    public const string BirthdayHalf = "birthday-half";
    public const string DateMalformed = "date-malformed";
    public const string DateImpossible = "date-impossible";

    /// <summary>
    /// The value is valid month first and day first, and another value of its column is valid only day first.
    /// </summary>
    public const string DateAmbiguous = "date-ambiguous";
    public const string NumberMalformed = "number-malformed";
    public const string BooleanMalformed = "boolean-malformed";
    public const string UnknownChoice = "unknown-choice";
    public const string NamesMalformed = "names-malformed";
    public const string SeveralValues = "several-values";
    public const string UnusableType = "unusable-type";
    public const string TooLong = "too-long";
    public const string ExcelError = "excel-error";
    public const string DamagedText = "damaged-text";
    public const string SmsNumberMalformed = "sms-number-malformed";
    public const string NullNotAllowed = "null-not-allowed";
    public const string TooManyNames = "too-many-names";
    public const string TooManyPhones = "too-many-phones";
    public const string TooManyFields = "too-many-fields";
    public const string ConsentDateMissing = "consent-date-missing";
    public const string Duplicate = "duplicate";
    public const string TooLarge = "too-large";
    public const string BlankCell = "blank-cell";

    // About the input as a whole.
    public const string InvalidFile = "invalid-file";
    public const string EmptyInput = "empty-input";
    public const string UnknownColumn = "unknown-column";
    public const string DuplicateColumn = "duplicate-column";
    public const string MissingColumn = "missing-column";
    public const string UnknownField = "unknown-field";

    // Damage. The writer may have meant these values, so they are errors only if -OnDamage says so.
    public const string Mojibake = "mojibake";
    public const string LostCharacter = "lost-character";
    public const string ScientificNumber = "scientific-number";
    public const string LostZero = "lost-zero";
    public const string SerialDate = "serial-date";

    /// <summary>The estimated cost of the import.</summary>
    public const string Forecast = "forecast";

    /// <summary>A check of the lists did not find the contact.</summary>
    public const string NotOnList = "not-on-list";

    /// <summary>The service refused the row later.</summary>
    public const string Refused = "refused";
}
