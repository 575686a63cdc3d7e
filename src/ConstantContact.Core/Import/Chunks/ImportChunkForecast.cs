using System.Text;

namespace ConstantContact.Core.Import.Chunks;

/// <summary>One request of a forecast.</summary>
public sealed class ImportChunkForecast
{
    private const int BodyShown = 2000;

    internal ImportChunkForecast(ImportChunk chunk)
    {
        Number = chunk.Number;
        Rows = chunk.Rows;
        Bytes = chunk.Bytes;
        FirstRow = chunk.FirstRow;
        LastRow = chunk.LastRow;
        Body = Show(chunk);
    }

    public int Number { get; }

    public int Rows { get; }

    public int Bytes { get; }

    public long FirstRow { get; }

    public long LastRow { get; }

    /// <summary>The body, cut after some thousand characters.</summary>
    public string Body { get; }

    private static string Show(ImportChunk chunk)
    {
        var isWhole = chunk.Body.Length <= BodyShown;
        var text = Encoding.UTF8.GetString(chunk.Body.Slice(0, Math.Min(chunk.Body.Length, BodyShown)).ToArray());
        return isWhole ? text : text.TrimEnd('\uFFFD') + "...";
    }
}
