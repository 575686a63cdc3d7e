namespace ConstantContact.Core.Runs;

/// <summary>A report that was written, and how many rows it holds by what is to be done about them.</summary>
/// <param name="Path">The file, or the folder of the four files.</param>
/// <param name="Succeeded">Rows that are as their input asked, changed or not.</param>
/// <param name="Failed">Rows that were invalid or refused, or whose outcome is not known.</param>
/// <param name="Suppressed">Rows that were held back, or left out in favor of another row.</param>
/// <param name="NotAttempted">Rows that were not sent, and that nothing is wrong with.</param>
public sealed record WrittenReport(string Path, long Succeeded, long Failed, long Suppressed, long NotAttempted)
{
    public override string ToString() => Path;
}
