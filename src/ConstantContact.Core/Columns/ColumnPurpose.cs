namespace ConstantContact.Core.Columns;

/// <summary>The use of the rows. It determines which columns are possible.</summary>
public enum ColumnPurpose
{
    /// <summary>Look up, merge, PUT. Contacts are found by e-mail or contact id.</summary>
    Update,

    /// <summary>The bulk import. Contacts are matched by e-mail or SMS number.</summary>
    Import,
}
