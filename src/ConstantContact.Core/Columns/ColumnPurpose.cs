namespace ConstantContact.Core.Columns;

/// <summary>What the rows are for: the two differ in the columns they can use.</summary>
public enum ColumnPurpose
{
    /// <summary>Look up, merge, PUT: found by e-mail or contact id.</summary>
    Update,

    /// <summary>The bulk import: matched by e-mail or SMS number.</summary>
    Import,
}
