namespace ConstantContact.Core.Import.Chunks;

/// <remarks>Words and no enum, of which <c>ConvertTo-Json</c> would write the number.</remarks>
public static class ImportChunkState
{
    /// <summary>Taken by the service; the command did not wait for the result.</summary>
    public const string Pending = nameof(Pending);

    public const string Completed = nameof(Completed);

    /// <summary>Refused by the service, or its activity failed or was cancelled.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>Never left, or certainly did not arrive.</summary>
    public const string NotAttempted = nameof(NotAttempted);

    /// <summary>It may have arrived, or the activity's end could not be learned.</summary>
    public const string Unknown = nameof(Unknown);

    /// <summary>The service gave the activity up after its own time limit; what it took until then stays.</summary>
    public const string TimedOut = nameof(TimedOut);

    /// <summary>The service took it and does not know the activity any more: it forgets them after ten days.</summary>
    public const string Forgotten = nameof(Forgotten);

    /// <summary>The service had not finished when the wait ended.</summary>
    public const string Unfinished = nameof(Unfinished);
}
