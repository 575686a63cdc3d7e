using System.Net;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Errors;

/// <summary>
/// The base of all errors that the module reports to a user. Each meaning has its own sealed type, and each type owns
/// its <see cref="ErrorId"/>. The ids are public API, because scripts match on them.
/// </summary>
public abstract class CcException : Exception
{
    protected CcException(string message, Exception? innerException = null)
        : base(ShownText.Lines(message), innerException) { }

    /// <summary>The stable id, such as <c>CcNotFound</c>. Its meaning never changes.</summary>
    public abstract string ErrorId { get; }

    /// <summary>The recommended action, in one or two sentences.</summary>
    public abstract string RecommendedAction { get; }

    /// <summary>
    /// True if no later record of the run could succeed, so the run ends: the token is dead, the allowance is used up,
    /// or a merge was not applied as sent.
    /// </summary>
    public virtual bool EndsTheRun => false;

    /// <summary>The status of the answer; null if there was no answer.</summary>
    public HttpStatusCode? StatusCode { get; internal set; }

    /// <summary>The API's own <c>error_key</c>; null if the answer had none.</summary>
    public string? ErrorKey { get; internal set; }

    /// <summary>
    /// True if the service may have carried out the request although no usable answer arrived: a broken connection, a
    /// timeout, a 5xx, an unreadable 2xx. Covers every attempt of the request, not only the last one.
    /// </summary>
    public bool MayHaveArrived { get; internal set; }
}
