using System.Runtime.InteropServices;

namespace ConstantContact.Core.Import.Judging;

/// <summary>By what a row names its contact.</summary>
/// <param name="Place">The row's number.</param>
/// <param name="Email">Of its address; null where it has none.</param>
/// <param name="Sms">Of its SMS number; null where it has none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowKeys(long Place, RowKey? Email, RowKey? Sms);
