using System.Runtime.InteropServices;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// A maximum. If sources disagree, there are two: a value above <see cref="Hard"/> is refused, a value above
/// <see cref="Safe"/> is sent with a warning.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Limit(int Safe, int Hard)
{
    public Limit(int only)
        : this(only, only) { }
}
