using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>
/// Distinguishes a connection that was never made, so that nothing can have arrived, from one that broke.
/// </summary>
internal static class NetworkFailure
{
    public static bool Is(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or WebException or ObjectDisposedException;

    public static AttemptFailure Of(Exception exception, IRequestFacts request, string host)
    {
        var (kind, what) = Classify(exception);
        var message = $"{request.Method} {request.PathTemplate}: {what} ({host}).";
        return new AttemptFailure(
            kind,
            new ConnectionFailedException(message, innerException: exception)
            {
                MayHaveArrived = kind == FailureKind.Ambiguous,
            }
        );
    }

    /// <summary>
    /// The handler's own connection timeout, which appears as a cancellation that the caller did not request.
    /// </summary>
    public static AttemptFailure ConnectTimeout(Exception exception, IRequestFacts request, string host) =>
        new(
            FailureKind.NotArrived,
            new ConnectionFailedException(
                $"{request.Method} {request.PathTemplate}: the connection to the service timed out ({host}).",
                innerException: exception
            )
        );

    /// <summary>A description for the end of a sentence.</summary>
    public static string Describe(Exception exception) => Classify(exception).What;

    private static (FailureKind Kind, string What) Classify(Exception exception)
    {
#if NET
        switch ((exception as HttpRequestException)?.HttpRequestError)
        {
            case HttpRequestError.NameResolutionError:
                return (FailureKind.NotArrived, "the service's name could not be resolved");
            case HttpRequestError.ConnectionError:
                return (FailureKind.NotArrived, "the service could not be reached");
            case HttpRequestError.ProxyTunnelError:
                return (FailureKind.NotArrived, "the proxy rejected the request");
            default:
                break;
        }
#endif
        for (var inner = exception; inner is not null; inner = inner.InnerException!)
        {
            switch (inner)
            {
                // A retry does not help: a certificate that is not trusted now will not be trusted in a second.
                case AuthenticationException:
                    return (FailureKind.Final, "no secure connection (TLS) to the service could be made");
                case SocketException
                {
                    SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
                }:
                    return (FailureKind.NotArrived, "the service's name could not be resolved");
                case SocketException
                {
                    SocketErrorCode: SocketError.ConnectionRefused
                        or SocketError.HostUnreachable
                        or SocketError.NetworkUnreachable
                        or SocketError.NetworkDown
                }:
                    return (FailureKind.NotArrived, "the service could not be reached");
                case WebException
                {
                    Status: WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure
                }:
                    return (FailureKind.NotArrived, "the service's name could not be resolved");
                case WebException { Status: WebExceptionStatus.ConnectFailure }:
                    return (FailureKind.NotArrived, "the service could not be reached");
                case WebException
                {
                    Status: WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure
                }:
                    return (FailureKind.Final, "no secure connection (TLS) to the service could be made");
                default:
                    break;
            }
        }

        return (FailureKind.Ambiguous, "the connection to the service broke");
    }
}
