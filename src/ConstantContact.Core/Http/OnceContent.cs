using System.IO;
using System.Net;
using System.Net.Http;

namespace ConstantContact.Core.Http;

/// <summary>
/// A body that is sent once. The framework sends a request again by itself when a kept connection breaks before an answer
/// began, which for a request that must not be repeated is once too often.
/// </summary>
internal sealed class OnceContent : HttpContent
{
    private readonly HttpContent _body;

    private bool _sent;

    public OnceContent(HttpContent body)
    {
        _body = body;
        foreach (var header in body.Headers)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        if (_sent)
        {
            throw new IOException("The connection broke after the request was sent.");
        }

        _sent = true;
        return _body.CopyToAsync(stream, context);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }
}
