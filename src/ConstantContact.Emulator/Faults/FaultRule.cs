namespace ConstantContact.Emulator.Faults;

/// <summary>One fault to play.</summary>
public sealed record FaultRule
{
    /// <summary>
    /// <c>METHOD /path</c>; <c>*</c> stands for any characters, also as the method. With a question mark
    /// in it, the query is matched too. Case does not matter.
    /// </summary>
    public required string Match { get; init; }

    /// <summary>One of <see cref="FaultKind"/>.</summary>
    public required string Fault { get; init; }

    /// <summary>Matching requests that pass unharmed first.</summary>
    public int After { get; init; }

    /// <summary>Requests it is played to; 0 is without end.</summary>
    public int Times { get; init; } = 1;

    /// <summary>
    /// For <see cref="FaultKind.Latency"/>, and between the drops of <see cref="FaultKind.SlowDrip"/>.
    /// </summary>
    public int Milliseconds { get; init; }

    /// <summary>
    /// For <see cref="FaultKind.Redirect"/> and <see cref="FaultKind.OtherHostLink"/>: where to, instead of an invented
    /// host.
    /// </summary>
    public string? Location { get; init; }
}
