namespace ConstantContact.Core.Resilience;

/// <summary>Consequence of a failed attempt for the next one.</summary>
internal enum FailureKind
{
    /// <summary>Another attempt would fail as well.</summary>
    Final,

    /// <summary>429: refused without being processed, so any request may be sent again.</summary>
    Throttled,

    /// <summary>No connection was made, so the service has received nothing.</summary>
    NotArrived,

    /// <summary>
    /// 500, 502, 503, 504, a broken connection or a timeout: the service may have carried out the request.
    /// </summary>
    Ambiguous,

    /// <summary>401: a new token may help, once.</summary>
    Unauthorized,

    /// <summary>202 instead of 200: the service is still preparing the answer.</summary>
    NotReady,
}
