using System.Runtime.InteropServices;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// A maximum. Where the sources disagree there are two: above <see cref="Hard"/> the value is refused, above
/// <see cref="Safe"/> it is sent with a warning.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Limit(int Safe, int Hard)
{
    public Limit(int only)
        : this(only, only)
    {
    }
}
