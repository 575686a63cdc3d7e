using System.Globalization;
using System.Runtime.InteropServices;

namespace ConstantContact.Core.Rows;

/// <summary>A calendar day that was read from text, and the certainty of the reading.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DateReading
{
    public DateTime Day { get; init; }

    /// <summary>The text has the right form, but the day does not exist.</summary>
    public bool IsImpossible { get; init; }

    /// <summary>The text is a date only if the day is first.</summary>
    public bool IsDayFirst { get; init; }

    /// <summary>The text is a different date if the day is first.</summary>
    public bool IsAmbiguous { get; init; }

    /// <summary>The day as <c>YYYY-MM-DD</c>.</summary>
    public string Canonical => Iso ?? Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The text itself, if it was written as <c>YYYY-MM-DD</c>.</summary>
    internal string? Iso { get; init; }
}
