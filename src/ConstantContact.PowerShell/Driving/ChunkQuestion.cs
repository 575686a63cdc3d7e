using System.Management.Automation;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Running;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>
/// Asks whether to send the chunks of a stream, until one answer is valid for all later chunks. Under -WhatIf, it shows
/// each chunk.
/// </summary>
/// <param name="output">The cmdlet's output.</param>
/// <param name="texts">Describe the chunks.</param>
/// <param name="task">Describes the import.</param>
internal sealed class ChunkQuestion(CmdletOutput output, ImportTexts texts, string task)
{
    /// <summary>The chunks were only shown.</summary>
    public bool IsWhatIf { get; private set; }

    /// <summary>True if all chunks may be sent. False if none may. Null if that was not asked yet.</summary>
    public bool? Answer { get; private set; }

    /// <summary>Asks before the first chunk is read.</summary>
    public async Task AskFirstAsync() => (Answer, _) = await AskAsync(task, "Send them?").ConfigureAwait(false);

    /// <summary>Asks about a chunk, unless the answer is known.</summary>
    public async Task<ChunkAnswer> AskAsync(ImportChunkForecast chunk)
    {
        if (Answer is { } given)
        {
            return given ? ChunkAnswer.Send : ChunkAnswer.Leave;
        }

        var text = $"{task}\n{texts.Describe(chunk, chunk.Number == 1)}";
        var (go, reason) = await AskAsync(text, "Send this chunk and all later chunks?").ConfigureAwait(false);
        IsWhatIf = reason == ShouldProcessReason.WhatIf;
        Answer = IsWhatIf ? null : go;
        return go ? ChunkAnswer.SendAfterQuestion : ChunkAnswer.Leave;
    }

    private Task<(bool Go, ShouldProcessReason Reason)> AskAsync(string text, string question) =>
        output.ShouldProcessAsync(text, $"{text}\n\n{question}", ImportTexts.Caption);
}
