using System.Net;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Errors;

/// <summary>
/// Whatever the module reports to a user. Each meaning is a sealed type of its own, and each type owns its
/// <see cref="ErrorId"/>: ids are public API, scripts match on them.
/// </summary>
public abstract class CcException : Exception
{
    protected CcException(string message, Exception? innerException = null)
        : base(ShownText.Lines(message), innerException)
    {
    }

    /// <summary>The stable id, such as <c>CcNotFound</c>; never changes its meaning.</summary>
    public abstract string ErrorId { get; }

    /// <summary>What the reader should do now, in one or two sentences.</summary>
    public abstract string RecommendedAction { get; }

    /// <summary>
    /// True where no later record of the run could fare better, so that the run ends: the token is dead,
    /// the allowance is used up, a merge did not come out as sent.
    /// </summary>
    public virtual bool EndsTheRun => false;

    /// <summary>The answer's status, where there was an answer.</summary>
    public HttpStatusCode? StatusCode { get; internal set; }

    /// <summary>The API's own <c>error_key</c>, where the answer had one.</summary>
    public string? ErrorKey { get; internal set; }

    /// <summary>
    /// True where the service may have carried the request out although no usable answer came: a broken connection, a
    /// timeout, a 5xx, an unreadable 2xx. It covers every attempt of the request, not only the last one.
    /// </summary>
    public bool MayHaveArrived { get; internal set; }
}
