using System.Runtime.InteropServices;

namespace ConstantContact.Core.Import.Judging;

/// <summary>A row that names the same contact as another one.</summary>
/// <param name="Place">The row that is not to be sent.</param>
/// <param name="Kept">The row that counts.</param>
/// <param name="IsClash">They share an SMS number and at least one has an address: these are two people or a mistake,
/// and no choice of ours.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DuplicateRow(long Place, long Kept, bool IsClash);
