namespace ConstantContact.Emulator.Limits;

/// <summary>Whether the allowance lets a request through.</summary>
internal enum Verdict
{
    Granted,
    Throttled,
    QuotaExceeded,
}
