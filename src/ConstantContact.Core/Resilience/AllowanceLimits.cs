namespace ConstantContact.Core.Resilience;

/// <summary>
/// The limits of a client id: 4 requests per second and 10,000 per day, unless the vendor agreed to more.
/// </summary>
public sealed record AllowanceLimits(int PerSecond, long PerDay);
