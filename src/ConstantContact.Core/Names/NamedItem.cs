namespace ConstantContact.Core.Names;

/// <summary>An item that can be found by its id or by one of its names.</summary>
internal sealed class NamedItem<T>
{
    public NamedItem(T value, string id, IReadOnlyList<string> names)
    {
        Value = value;
        Id = id;
        Names = names;
    }

    public T Value { get; }

    public string Id { get; }

    /// <summary>The names. The first one is shown.</summary>
    public IReadOnlyList<string> Names { get; }
}
