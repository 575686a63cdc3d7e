namespace ConstantContact.Core.Contacts;

/// <summary>
/// All limits that this module checks. Lengths are in characters (Unicode code points). Source: reference §5, §8, §11.
/// </summary>
public static class ContactLimits
{
    public static readonly Limit Email = new(80);

    /// <summary>The import's schema allows 50, the contact resource 80.</summary>
    public static readonly Limit ImportEmail = new(50, 80);

    /// <summary>First and last name, job title, company.</summary>
    public static readonly Limit Name = new(50);

    public static readonly Limit Phone = new(25);

    /// <summary>The import's schema allows 50, the contact resource 25.</summary>
    public static readonly Limit ImportPhone = new(25, 50);

    public static readonly Limit Street = new(255);

    /// <summary>City, state, postal code, country.</summary>
    public static readonly Limit Place = new(50);

    public static readonly Limit CustomFieldValue = new(255);

    public static readonly Limit Note = new(2000);

    public static readonly Limit SmsNumber = new(16);

    /// <summary>25 everywhere except in the schema of the sign-up form, which allows 50.</summary>
    public static readonly Limit CustomFieldsPerContact = new(25, 50);

    public static readonly Limit PhonesPerContact = new(3);

    public static readonly Limit AddressesPerContact = new(3);

    public static readonly Limit ListsPerContact = new(50);

    public static readonly Limit TagsPerContact = new(50);

    public static readonly Limit NotesPerContact = new(150);

    /// <summary>The number of lists to which an import may add its rows.</summary>
    public static readonly Limit ListsPerImport = new(50);

    /// <summary>
    /// The bytes of a whole import request. The service silently drops everything beyond "4 MB". The documentation does
    /// not state whether that is 4,000,000 or 4,194,304, so a chunk stays below the smaller value.
    /// </summary>
    public const int ImportBytes = 4_000_000;

    /// <summary>
    /// The rows of one import request: 40,000 lines including the heading. One source states the same limit for JSON.
    /// </summary>
    public const int ImportRows = 39_999;
}
