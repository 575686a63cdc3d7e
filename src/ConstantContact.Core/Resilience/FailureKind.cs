namespace ConstantContact.Core.Resilience;

/// <summary>What a failed attempt means for the next one.</summary>
internal enum FailureKind
{
    /// <summary>Another attempt would fare no better.</summary>
    Final,

    /// <summary>429: refused unseen, so that any request may be sent again.</summary>
    Throttled,

    /// <summary>No connection came about: the service has seen nothing.</summary>
    NotArrived,

    /// <summary>500, 502, 503, 504, a broken connection or a timeout: the service may have done it.</summary>
    Ambiguous,

    /// <summary>401: a new token may help, once.</summary>
    Unauthorized,

    /// <summary>202 where a 200 is wanted: the answer is being prepared.</summary>
    NotReady,
}
