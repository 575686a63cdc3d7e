namespace ConstantContact.Core.Import.Running;

/// <summary>The answer to whether a chunk may be sent.</summary>
public enum ChunkAnswer
{
    /// <summary>It is not sent.</summary>
    Leave,

    /// <summary>It is sent, and no question was open meanwhile.</summary>
    Send,

    /// <summary>
    /// It is sent. A question was open for any time, so contacts may have left since the chunk was made.
    /// </summary>
    SendAfterQuestion,
}
