namespace ConstantContact.Shell.StandIns.Support;

/// <summary>Which cells Export-Csv and ConvertTo-Csv put into quotes.</summary>
public enum CsvQuoting
{
    Never,
    Always,
    AsNeeded,
}
