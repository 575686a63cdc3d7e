using System.Runtime.InteropServices;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Judging;

/// <summary>What is to become of a row, and why.</summary>
/// <param name="Mark">As far as it is known now: a later row may be about the same contact, and a contact may still be held back.</param>
/// <param name="Values">The row as it was read; null for a row with a defect.</param>
/// <param name="Errors">What forbids the row.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JudgedRow(RowMark Mark, RowValues? Values, IReadOnlyList<RowFinding> Errors);
