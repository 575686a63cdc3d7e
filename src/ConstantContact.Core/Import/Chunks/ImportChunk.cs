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
    private readonly ChunkRow[] _rows;
    private byte[]? _pooled;

    internal ImportChunk(int number, ArraySegment<byte> body, string contentType, ChunkRow[] rows)
    {
        Number = number;
        _pooled = body.Array;
        Body = body;
        _contentType = contentType;
        _rows = rows;
    }

    /// <summary>1 for the first of the run.</summary>
    public int Number { get; }

    /// <summary>The whole request body, envelope and framing included.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    public int Bytes => Body.Length;

    public int Rows => _rows.Length;

    /// <summary>The source's row behind each entry, in the order of the entries.</summary>
    public IEnumerable<long> RowNumbers => _rows.Select(r => r.Number);

    public long FirstRow => _rows[0].Number;

    public long LastRow => _rows[_rows.Length - 1].Number;

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
    /// The chunk as if only these of its rows had been offered. If rows are left out, this chunk is disposed.
    /// </summary>
    /// <param name="stays">Asked with the number of each row.</param>
    /// <returns>Null if no row stays.</returns>
    internal ImportChunk? Only(Func<long, bool> stays)
    {
        ChunkRow[] left = [.. _rows.Where(r => stays(r.Number))];
        if (left.Length == _rows.Length)
        {
            return this;
        }

        var chunk = left.Length == 0 ? null : Copy(left);
        Dispose();
        return chunk;
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

    private ImportChunk Copy(ChunkRow[] rows)
    {
        var body = Body.Span;
        var head = body.Slice(0, _rows[0].Start);
        var separator = body.Slice(_rows[0].End, _rows[1].Start - _rows[0].End);
        var tail = body.Slice(_rows[_rows.Length - 1].End);
        var buffer = new ByteBuffer(Bytes);
        buffer.Write(head);
        for (var i = 0; i < rows.Length; i++)
        {
            buffer.Write(i == 0 ? default : separator);
            var start = buffer.Length;
            buffer.Write(body.Slice(rows[i].Start, rows[i].End - rows[i].Start));
            rows[i] = rows[i] with { Start = start, End = buffer.Length };
        }

        buffer.Write(tail);
        return new ImportChunk(Number, buffer.Detach(), _contentType, rows);
    }
}
