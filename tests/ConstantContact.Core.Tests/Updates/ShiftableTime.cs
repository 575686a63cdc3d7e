namespace ConstantContact.Core.Tests.Updates;

/// <summary>The system's clock, moved forward.</summary>
internal sealed class ShiftableTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
