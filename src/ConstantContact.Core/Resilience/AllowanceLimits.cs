namespace ConstantContact.Core.Resilience;

/// <summary>The limits of a client id: 4 a second and 10,000 a day unless the vendor agreed on more.</summary>
public sealed record AllowanceLimits(int PerSecond, long PerDay);
