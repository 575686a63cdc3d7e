namespace ConstantContact.Core.Updates;

/// <summary>
/// Connects a run with its caller: approves each write and receives each result, in the order of the input.
/// </summary>
public interface IUpdateGuide
{
    /// <summary>Shows the request. Nothing is sent without approval.</summary>
    Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken);

    Task ReportAsync(UpdateResult result, CancellationToken cancellationToken);

    /// <summary>Information for a user who follows the run.</summary>
    void Note(string text);

    /// <summary>A warning for the user.</summary>
    void Warn(string text);
}
