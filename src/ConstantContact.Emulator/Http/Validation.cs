using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Http;

/// <summary>Collects every fault of a body, because the service reports all of them in one message.</summary>
internal sealed class Validation
{
    private readonly List<string> _faults = [];
    private int _unknown;

    /// <summary>Answers 404 instead of 400 when unknown ids are all that is wrong.</summary>
    internal bool UnknownIsNotFound { get; init; }

    internal bool HasFaults => _faults.Count > 0;

    internal void Add(string fault)
    {
        if (!_faults.Contains(fault, StringComparer.Ordinal))
        {
            _faults.Add(fault);
        }
    }

    /// <summary>
    /// An id in the body of which nothing is known. Some operations declare a 404, which may be meant for that.
    /// </summary>
    internal void AddUnknown(string fault)
    {
        Add(fault);
        _unknown++;
    }

    internal void ThrowIfAny()
    {
        if (HasFaults)
        {
            throw UnknownIsNotFound && _unknown == _faults.Count
                ? ApiProblem.NotFound(string.Join(", ", _faults))
                : ApiProblem.Validation(_faults);
        }
    }

    /// <summary>A member that must be a JSON boolean (or its text) if it is there.</summary>
    internal bool Boolean(JsonObject map, string name, string? label = null)
    {
        var node = map[name];
        if (node is not null && JsonAccess.ScalarText(node) is not ("true" or "false"))
        {
            Add($"{label ?? name} is invalid");
        }

        return JsonAccess.ScalarText(node) == "true";
    }

    /// <summary>Text of a member, its length checked; blank and null both come back as null.</summary>
    internal string? Text(JsonObject map, string name, int maximum, string? label = null)
    {
        label ??= name;
        if (!map.TryGetPropertyValue(name, out var node) || node is null)
        {
            return null;
        }

        if (!JsonAccess.IsScalar(node))
        {
            Add($"{label} is invalid");
            return null;
        }

        var text = JsonAccess.ScalarText(node);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (text.Length > maximum)
        {
            Add($"{label} is too long (maximum is {maximum.ToString(CultureInfo.InvariantCulture)} characters)");
        }

        return text;
    }

    /// <summary>
    /// A member with a fixed set of values. The doubled text for a missing one is what the live service says.
    /// </summary>
    internal string? Required(JsonObject map, string name, params string[] values)
    {
        var text = map.Text(name);
        if (text is null)
        {
            Add($"{name} is missing");
            Add($"{name} does not have a valid value");
        }
        else if (!values.Contains(text, StringComparer.Ordinal))
        {
            Add($"{name} does not have a valid value");
        }

        return text;
    }

    internal int? Integer(JsonObject map, string name, int minimum, int maximum)
    {
        if (!map.TryGetPropertyValue(name, out var node) || node is null)
        {
            return null;
        }

        var text = JsonAccess.ScalarText(node);
        if (text is not null && text.Length == 0)
        {
            return null;
        }

        if (
            text is null
            || !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        )
        {
            Add($"{name} is invalid");
            return null;
        }

        if (number < minimum || number > maximum)
        {
            Add($"{name} does not have a valid value");
        }

        return number;
    }

    /// <summary>An array of at most so many items; null when absent, empty when null was sent.</summary>
    internal JsonArray? Items(JsonObject map, string name, int maximum)
    {
        if (!map.TryGetPropertyValue(name, out var node))
        {
            return null;
        }

        if (node is null)
        {
            return [];
        }

        if (node is not JsonArray items)
        {
            Add($"{name} is invalid");
            return null;
        }

        if (items.Count > maximum)
        {
            Add($"{name} has more than {maximum.ToString(CultureInfo.InvariantCulture)} items");
        }

        return items;
    }

    /// <summary>An array of ids; repeated ones collapse.</summary>
    internal List<Guid>? Ids(JsonObject map, string name, int maximum)
    {
        var items = Items(map, name, maximum);
        if (items is null)
        {
            return null;
        }

        var ids = new List<Guid>(items.Count);
        foreach (var item in items)
        {
            if (!Guid.TryParseExact(JsonAccess.ScalarText(item), "D", out var id))
            {
                Add($"{name} is invalid");
                return null;
            }

            if (!ids.Contains(id))
            {
                ids.Add(id);
            }
        }

        return ids;
    }
}
