namespace ConstantContact.Core.Rows;

/// <summary>
/// What the dates of a run have shown about their columns. A column with a value that can only be day first was written by somebody
/// who writes the day first, so what can be read both ways in it is doubtful. For concurrent use.
/// </summary>
public sealed class DateEvidence
{
    private readonly HashSet<string> _dayFirst = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _ambiguous = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _isStream;

    /// <param name="isStream">Rows are used as they come: a doubtful value is a warning. Otherwise all rows are read first, and it is an error.</param>
    public DateEvidence(bool isStream) => _isStream = isStream;

    /// <summary>All rows were read: from now on doubtful values are errors.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>True where a column has values of both kinds, so that rows that passed have to be looked at again.</summary>
    public bool IsDoubtful
    {
        get
        {
            lock (_dayFirst)
            {
                return _ambiguous.Overlaps(_dayFirst);
            }
        }
    }

    public void Settle() => IsSettled = true;

    /// <summary>What is wrong with an ambiguous value, as far as is known; null where nothing is.</summary>
    internal string? Judge(string column, DateReading reading)
    {
        if (!reading.IsDayFirst && !reading.IsAmbiguous)
        {
            return null;
        }

        lock (_dayFirst)
        {
            (reading.IsDayFirst ? _dayFirst : _ambiguous).Add(column);
            return !reading.IsAmbiguous || !_dayFirst.Contains(column) ? null
                : IsSettled ? FindingSeverity.Error
                : _isStream ? FindingSeverity.Warning : null;
        }
    }
}
