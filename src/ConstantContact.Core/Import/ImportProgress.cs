namespace ConstantContact.Core.Import;

/// <summary>Where an import stands.</summary>
public sealed class ImportProgress
{
    internal ImportProgress(ImportPhase phase, long done, long total, int chunk)
    {
        Phase = phase;
        Done = done;
        Total = total;
        Chunk = chunk;
    }

    public ImportPhase Phase { get; }

    /// <summary>Rows, as for <see cref="Total"/>; contacts read while consent is checked.</summary>
    public long Done { get; }

    /// <summary>0 where nobody knows yet.</summary>
    public long Total { get; }

    /// <summary>The chunk that is sent or waited for; 0 before.</summary>
    public int Chunk { get; }
}
