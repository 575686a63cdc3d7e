using System;
using System.Collections.Generic;

namespace ConstantContact.Emulator.OAuth;

/// <summary>A device that waits for its user to enter a code elsewhere.</summary>
internal sealed class PendingDevice
{
    internal required RegisteredClient Client { get; init; }

    internal required string DeviceCode { get; init; }

    internal required string UserCode { get; init; }

    internal required IReadOnlyList<string> Scopes { get; init; }

    internal required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Grows by 5 s with each slow_down (RFC 8628 §3.5).</summary>
    internal required TimeSpan Interval { get; set; }

    internal DateTimeOffset? LastPoll { get; set; }

    /// <summary>Null while the user has not decided.</summary>
    internal bool? Allowed { get; set; }
}
