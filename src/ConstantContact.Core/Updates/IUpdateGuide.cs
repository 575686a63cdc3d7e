namespace ConstantContact.Core.Updates;

/// <summary>Whoever runs the run: is asked before each write and told of each row, in the input's order.</summary>
public interface IUpdateGuide
{
    /// <summary>Shows what would be sent; nothing is sent without a yes.</summary>
    Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken);

    Task ReportAsync(UpdateResult result, CancellationToken cancellationToken);

    /// <summary>Something a person following along may want to know.</summary>
    void Note(string text);

    /// <summary>Something that a person should know now.</summary>
    void Warn(string text);
}
