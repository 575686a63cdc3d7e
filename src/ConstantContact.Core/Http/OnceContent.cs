using System.IO;
using System.Net;
using System.Net.Http;

namespace ConstantContact.Core.Http;

/// <summary>
/// A body that can be sent only once. If a kept connection breaks before the answer begins, the framework sends the
/// request again by itself. A request that must not be repeated must prevent that.
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
