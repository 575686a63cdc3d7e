using System.Runtime.InteropServices;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Judging;

/// <summary>The decision about a row, and its reason.</summary>
/// <param name="Mark">As far as it is known now: a later row may be about the same contact, and a contact may still be
/// held back.</param>
/// <param name="Values">The row as it was read; null for a row with a defect.</param>
/// <param name="Errors">The reason why the row must not be sent.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JudgedRow(RowMark Mark, RowValues? Values, IReadOnlyList<RowFinding> Errors);
