using System.Runtime.InteropServices;

namespace ConstantContact.Core.Import.Judging;

/// <summary>A key and what it is the key of.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeyEntry(RowKey Key, long Tag) : IComparable<KeyEntry>
{
    public int CompareTo(KeyEntry other) => Key.CompareTo(other.Key) is var order and not 0 ? order : Tag.CompareTo(other.Tag);

    public static bool operator <(KeyEntry a, KeyEntry b) => a.CompareTo(b) < 0;

    public static bool operator >(KeyEntry a, KeyEntry b) => a.CompareTo(b) > 0;

    public static bool operator <=(KeyEntry a, KeyEntry b) => a.CompareTo(b) <= 0;

    public static bool operator >=(KeyEntry a, KeyEntry b) => a.CompareTo(b) >= 0;
}
