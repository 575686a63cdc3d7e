using System.Buffers;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Import.Chunks;

/// <summary>One import request, complete: the bytes as they will be sent and the rows they came from.</summary>
public sealed class ImportChunk : IDisposable
{
    private readonly string _contentType;
    private byte[]? _pooled;

    internal ImportChunk(int number, ArraySegment<byte> body, string contentType, long[] rowNumbers)
    {
        Number = number;
        _pooled = body.Array;
        Body = body;
        _contentType = contentType;
        RowNumbers = rowNumbers;
    }

    /// <summary>1 for the first of the run.</summary>
    public int Number { get; }

    /// <summary>The whole request body, envelope and framing included.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    public int Bytes => Body.Length;

    public int Rows => RowNumbers.Count;

    /// <summary>The source's row behind each entry, in the order of the entries.</summary>
    public IReadOnlyList<long> RowNumbers { get; }

    public long FirstRow => RowNumbers[0];

    public long LastRow => RowNumbers[RowNumbers.Count - 1];

    /// <summary>The chunk in the account of the run.</summary>
    internal ImportChunkResult ToResult(string state, string message) =>
        new()
        {
            Number = Number,
            State = state,
            Rows = Rows,
            Bytes = Bytes,
            FirstRow = FirstRow,
            LastRow = LastRow,
            Message = message,
        };

    /// <summary>SHA-256 of the body.</summary>
    internal string Hash() => Digest.Of(_pooled ?? throw new ObjectDisposedException(nameof(ImportChunk)), Bytes);

    /// <summary>
    /// Of a JSON chunk the first, the middle and the last row as they are sent; of a CSV chunk none, for it is known by
    /// its file's name.
    /// </summary>
    public IReadOnlyList<string> SampleRows()
    {
        if (!_contentType.StartsWith("application/json", StringComparison.Ordinal))
        {
            return [];
        }

        using var body = JsonDocument.Parse(Body);
        var rows = body.RootElement.GetProperty("import_data");
        var count = rows.GetArrayLength();
        return
        [
            .. new[] { 0, count / 2, count - 1 }
                .Distinct()
                .Where(at => at >= 0 && at < count)
                .Select(at => rows[at].GetRawText()),
        ];
    }

    /// <summary>A fresh content for one attempt.</summary>
    public HttpContent CreateContent()
    {
        var bytes = _pooled ?? throw new ObjectDisposedException(nameof(ImportChunk));
        var content = new ByteArrayContent(bytes, 0, Body.Length);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(_contentType);
        return content;
    }

    /// <summary>
    /// Gives the bytes back to the pool. Only after the request was answered: one that was given up may still be on its
    /// way out of this buffer. An undisposed chunk is merely collected.
    /// </summary>
    public void Dispose()
    {
        if (_pooled is { } bytes)
        {
            _pooled = null;
            Body = default;
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true); // people's data
        }
    }
}
