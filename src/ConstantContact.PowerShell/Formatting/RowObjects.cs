using System.Management.Automation;

namespace ConstantContact.PowerShell.Formatting;

/// <summary>
/// Rows as PowerShell objects: a property for each heading, in their order, as <c>Import-Csv</c> makes them.
/// </summary>
internal static class RowObjects
{
    /// <param name="headings">None twice.</param>
    /// <param name="cells">As many.</param>
    public static PSObject From(IReadOnlyList<string> headings, IReadOnlyList<string?> cells)
    {
        var row = new PSObject(headings.Count);
        for (var i = 0; i < headings.Count; i++)
        {
            row.Properties.Add(new PSNoteProperty(headings[i], cells[i]), preValidated: true);
        }

        return row;
    }
}
