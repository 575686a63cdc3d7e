using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>PowerShell's order: by value where the types allow it, by text where they do not; null first.</summary>
internal sealed class ValueComparer(CultureInfo culture, bool caseSensitive) : IComparer<object?>
{
    public int Compare(object? x, object? y)
    {
        x = Base(x);
        y = Base(y);
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        if (x is string || y is string || !LanguagePrimitives.TryCompare(x, y, !caseSensitive, culture, out var order))
        {
            // Mixed types are compared as text: '10' and 9 have no common order that both sides would expect.
            return string.Compare(Text(x), Text(y), culture, caseSensitive ? CompareOptions.None : CompareOptions.IgnoreCase);
        }

        return order;
    }

    private static object? Base(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private static string Text(object value) => PSObject.AsPSObject(value).ToString(format: null, CultureInfo.CurrentCulture);
}
