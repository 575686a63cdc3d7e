using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>One element of a -Property: a name or pattern, a script block, or <c>@{ n = …; e = … }</c>.</summary>
internal sealed class PropertySpec
{
    private PropertySpec(PSPropertyExpression expression, string? label, bool? descending)
    {
        Expression = expression;
        Label = label;
        Descending = descending;
    }

    public PSPropertyExpression Expression { get; }

    public string? Label { get; }

    /// <summary>Sort-Object's own word for this property; null where it has none.</summary>
    public bool? Descending { get; }

    public static IReadOnlyList<PropertySpec> Parse(IEnumerable<object>? properties) => [.. (properties ?? []).Select(Parse)];

    /// <summary>The value; <paramref name="exists"/> tells a null from a property that is not there.</summary>
    public object? Value(PSObject source, out bool exists)
    {
        var results = Expression.GetValues(source);
        exists = results.Count > 0 && results[0].Exception is null;
        return exists ? results[0].Result : null;
    }

    private static PropertySpec Parse(object property)
    {
        var value = property is PSObject wrapped ? wrapped.BaseObject : property;
        if (value is not IDictionary entries)
        {
            return new PropertySpec(Expr(value), label: null, descending: null);
        }

        PSPropertyExpression? expression = null;
        string? label = null;
        bool? descending = null;
        foreach (DictionaryEntry entry in entries)
        {
            var key = entry.Key.ToString() ?? string.Empty;
            if (Is(key, "Name") || Is(key, "Label"))
            {
                label = entry.Value?.ToString();
            }
            else if (Is(key, "Expression"))
            {
                expression = Expr(entry.Value is PSObject inner ? inner.BaseObject : entry.Value);
            }
            else if (Is(key, "Descending"))
            {
                descending = LanguagePrimitives.IsTrue(entry.Value);
            }
            else if (Is(key, "Ascending"))
            {
                descending = !LanguagePrimitives.IsTrue(entry.Value);
            }
            else
            {
                throw new ArgumentException($"The key '{key}' is not known in a property: use Name, Expression, and for sorting Ascending or Descending.");
            }
        }

        if (expression is null)
        {
            throw new ArgumentException("A property that is a hashtable needs an Expression.");
        }

        return new PropertySpec(expression, label, descending);
    }

    // Any unambiguous beginning of a key will do: n, e, expr, desc.
    private static bool Is(string key, string name) => key.Length > 0 && name.StartsWith(key, StringComparison.OrdinalIgnoreCase);

    private static PSPropertyExpression Expr(object? value) => value switch
    {
        ScriptBlock script => new PSPropertyExpression(script),
        null => throw new ArgumentException("A property cannot be null."),
        _ => new PSPropertyExpression(value.ToString()),
    };
}
