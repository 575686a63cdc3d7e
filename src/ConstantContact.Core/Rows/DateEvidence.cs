namespace ConstantContact.Core.Rows;

/// <summary>
/// Collects evidence about the date order of columns. If a column has a value that is valid only with the day first,
/// its ambiguous values are doubtful. Thread-safe.
/// </summary>
public sealed class DateEvidence
{
    private readonly HashSet<string> _dayFirst = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _ambiguous = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _isStream;

    /// <param name="isStream">
    /// True if rows are used as they arrive: a doubtful value is a warning. False if all rows are read first: a
    /// doubtful value is an error.
    /// </param>
    public DateEvidence(bool isStream) => _isStream = isStream;

    /// <summary>True after all rows were read. From then on, doubtful values are errors.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>
    /// True if a column has values of both kinds, so that rows already accepted must be checked again.
    /// </summary>
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

    /// <summary>
    /// The severity of an ambiguous value according to the evidence so far. Null if there is no doubt.
    /// </summary>
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
                : _isStream ? FindingSeverity.Warning
                : null;
        }
    }
}
