namespace ConstantContact.Core.Tests.Support;

/// <summary>
/// A test about the modes of files, which Windows and .NET Framework do not have: skipped, and counted, there.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixModesFactAttribute : FactAttribute
{
    public UnixModesFactAttribute() => Skip = UnixModes.Missing;
}
