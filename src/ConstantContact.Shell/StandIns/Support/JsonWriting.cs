using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using System.Text;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>Objects to JSON as ConvertTo-Json writes them: two blanks of indentation, below the depth as text.</summary>
internal sealed class JsonWriting(int depth, bool compress, bool enumsAsStrings)
{
    private readonly StringBuilder _text = new();

    /// <summary>True when something below the depth was written as text.</summary>
    public bool Truncated { get; private set; }

    public string Write(object? value)
    {
        Write(value, level: 0);
        return _text.ToString();
    }

    private void Write(object? value, int level)
    {
        var wrapper = value as PSObject;
        var item = wrapper is null ? value : wrapper.BaseObject;
        switch (item)
        {
            case null or DBNull:
                _text.Append("null");
                return;
            case string or char or Guid or Uri or Version or SemanticVersion or System.Net.IPAddress:
                Quote(item.ToString()!);
                return;
            case bool flag:
                _text.Append(flag ? "true" : "false");
                return;
            case DateTime time:
                Quote(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
                return;
            case DateTimeOffset time:
                Quote(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));
                return;
            case Enum member:
                if (enumsAsStrings)
                {
                    Quote(member.ToString());
                }
                else
                {
                    _text.Append(member.ToString("D"));
                }

                return;
            case double number:
                Fraction(number, double.IsFinite(number), number.ToString("R", CultureInfo.InvariantCulture));
                return;
            case float number:
                Fraction(number, float.IsFinite(number), number.ToString("R", CultureInfo.InvariantCulture));
                return;
            case decimal number:
                Fraction((double)number, finite: true, number.ToString(CultureInfo.InvariantCulture));
                return;
            case byte or sbyte or short or ushort or int or uint or long or ulong or BigInteger:
                _text.Append(((IFormattable)item).ToString(format: null, CultureInfo.InvariantCulture));
                return;
            case SwitchParameter flag:
                Members([new("IsPresent", flag.IsPresent)], level);
                return;
        }

        if (level > depth)
        {
            Truncated = true;
            Quote(LanguagePrimitives.ConvertTo<string>(value));
        }
        else if (item is IDictionary entries)
        {
            Members(entries.Cast<DictionaryEntry>().Select(e => new KeyValuePair<string, object?>(LanguagePrimitives.ConvertTo<string>(e.Key), e.Value)), level);
        }
        else if (item is IEnumerable elements)
        {
            Elements(elements, level);
        }
        else
        {
            Members(Properties(wrapper ?? PSObject.AsPSObject(item)), level);
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Properties(PSObject source)
    {
        foreach (var property in source.Properties.Where(p => p.IsGettable))
        {
            object? value;
            try
            {
                value = property.Value;
            }
            catch (GetValueException)
            {
                value = null;
            }

            yield return new(property.Name, value);
        }
    }

    private void Members(IEnumerable<KeyValuePair<string, object?>> members, int level)
    {
        _text.Append('{');
        var any = false;
        foreach (var (name, value) in members)
        {
            Separate(ref any, level);
            Quote(name);
            _text.Append(compress ? ":" : ": ");
            Write(value, level + 1);
        }

        Close('}', any, level);
    }

    private void Elements(IEnumerable elements, int level)
    {
        _text.Append('[');
        var any = false;
        foreach (var element in elements)
        {
            Separate(ref any, level);
            Write(element, level + 1);
        }

        Close(']', any, level);
    }

    private void Separate(ref bool any, int level)
    {
        if (any)
        {
            _text.Append(',');
        }

        any = true;
        NewLine(level + 1);
    }

    private void Close(char bracket, bool any, int level)
    {
        if (any)
        {
            NewLine(level);
        }

        _text.Append(bracket);
    }

    private void NewLine(int level)
    {
        if (!compress)
        {
            _text.Append(Environment.NewLine).Append(' ', level * 2);
        }
    }

    // 1.0 stays a fraction, so that it comes back as one.
    private void Fraction(double number, bool finite, string text)
    {
        if (!finite)
        {
            Quote(number.ToString(CultureInfo.InvariantCulture));
            return;
        }

        _text.Append(text);
        if (text.AsSpan().IndexOfAny('.', 'E') < 0)
        {
            _text.Append(".0");
        }
    }

    private void Quote(string text)
    {
        _text.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\b' => _text.Append("\\b"),
                '\f' => _text.Append("\\f"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                < ' ' or '\u0085' or '\u2028' or '\u2029' => _text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => _text.Append(c),
            };
        }

        _text.Append('"');
    }
}
