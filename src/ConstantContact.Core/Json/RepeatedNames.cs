using System.Text;
using System.Text.Json;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Json;

/// <summary>
/// Refuses an object with a duplicate name. Without this check, <c>JsonObject</c> would throw on its first use, far
/// away from the request. The check works on hashes of the raw names, so it creates no string for the tens of thousands
/// of names in a page of contacts. A false alarm would need billions of names in one object.
/// </summary>
internal ref struct RepeatedNames
{
    /// <summary>
    /// Up to this number, the names of one object are compared one by one. A larger object uses a set.
    /// </summary>
    private const int LinearNames = 64;

    /// <summary>The names of all open objects. Grows when needed.</summary>
    private Span<ulong> _names;

    private int _count;

    /// <summary>The index of the first name of each open object.</summary>
    private readonly Span<int> _starts;

    private int _depth;

    private Dictionary<int, HashSet<ulong>>? _large;

    private RepeatedNames(Span<ulong> names, Span<int> starts)
    {
        _names = names;
        _starts = starts;
    }

    /// <exception cref="JsonException">An object has a duplicate name, or the text is not JSON.</exception>
    public static void Refuse(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        var seen = new RepeatedNames(stackalloc ulong[128], stackalloc int[maxDepth]);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    seen._starts[seen._depth++] = seen._count;
                    break;
                case JsonTokenType.EndObject:
                    seen._large?.Remove(seen._depth);
                    seen._count = seen._starts[--seen._depth];
                    break;
                case JsonTokenType.PropertyName:
                    seen.Add(
                        reader.ValueIsEscaped
                            ? Fnv1a.Hash(Encoding.UTF8.GetBytes(reader.GetString()!))
                            : Fnv1a.Hash(reader.ValueSpan)
                    );
                    break;
                default:
                    break;
            }
        }
    }

    private void Add(ulong name)
    {
        var siblings = _names.Slice(_starts[_depth - 1], _count - _starts[_depth - 1]);
        if (siblings.Length < LinearNames ? siblings.IndexOf(name) >= 0 : !Large(siblings).Add(name))
        {
            throw new JsonException("An object contains the same name twice.");
        }

        if (_count == _names.Length)
        {
            Span<ulong> more = new ulong[_count * 2];
            _names.CopyTo(more);
            _names = more;
        }

        _names[_count++] = name;
    }

    private HashSet<ulong> Large(ReadOnlySpan<ulong> siblings)
    {
        _large ??= [];
        if (!_large.TryGetValue(_depth, out var set))
        {
            _large[_depth] = set = [.. siblings];
        }

        return set;
    }
}
