using System.Globalization;
using System.Runtime.InteropServices;

namespace ConstantContact.Core.Rows;

/// <summary>A calendar day that was read from text, and how sure its reading is.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DateReading
{
    public DateTime Day { get; init; }

    /// <summary>The shape is right, and no calendar has the day.</summary>
    public bool IsImpossible { get; init; }

    /// <summary>It is a date only with the day first.</summary>
    public bool IsDayFirst { get; init; }

    /// <summary>It is another date with the day first.</summary>
    public bool IsAmbiguous { get; init; }

    public string Canonical => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
