namespace ConstantContact.Core.Import.Judging;

/// <summary>The decision about a row, in one byte.</summary>
internal enum RowMark : byte
{
    Send = 0,

    /// <summary>Its values forbid it.</summary>
    Invalid = 1,

    /// <summary>Another row names the same contact, which is not to be.</summary>
    DuplicateError = 2,

    /// <summary>Left out in favour of another row.</summary>
    Duplicate = 3,

    // In the order in which a later reason replaces an earlier one.
    Unsubscribed = 4,
    SmsUnsubscribed = 5,
    Deleted = 6,

    /// <summary>Valid, and yet larger than a request can be.</summary>
    TooLarge = 7,
}
