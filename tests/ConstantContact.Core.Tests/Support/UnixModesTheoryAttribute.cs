namespace ConstantContact.Core.Tests.Support;

/// <inheritdoc cref="UnixModesFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixModesTheoryAttribute : TheoryAttribute
{
    public UnixModesTheoryAttribute() => Skip = UnixModes.Missing;
}
