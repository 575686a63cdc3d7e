using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Names;

/// <summary>
/// All items of one kind, fetched on first use and again after a minute. A missing name causes another fetch, because
/// the item may be new. The number of such fetches is limited, so that a file with many unknown names does not use up
/// the day's requests.
/// </summary>
internal sealed class NameCache<T> : IDisposable
    where T : class
{
    private const int MostRefreshesForMisses = 3;

    /// <summary>Up to this number, all names are shown if none is similar.</summary>
    private const int FewNames = 12;

    private const string NameRemedy = "Give one of these names, or an id.";

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    /// <summary>For showing, an older name is better than a request.</summary>
    private static readonly TimeSpan LifeForShowing = TimeSpan.FromMinutes(10);

    private readonly string _kind;

    private readonly TimeProvider _time;

    private readonly SemaphoreSlim _one = new(1, 1);

    private readonly HashSet<string> _missed = new(StringComparer.OrdinalIgnoreCase);

    private volatile Content? _content;

    private int _refreshesForMisses;

    private DateTimeOffset _missesSince;

    public NameCache(string kind, TimeProvider time)
    {
        _kind = kind;
        _time = time;
    }

    /// <summary>The items known without a request, however old; null if nothing was fetched yet.</summary>
    public IReadOnlyList<T>? Known => _content?.Values;

    public void Forget() => _content = null;

    public async Task<IReadOnlyList<T>> AllAsync(
        Func<CancellationToken, Task<List<NamedItem<T>>>> fetch,
        CancellationToken cancellationToken
    ) => (await ContentAsync(fetch, replace: null, cancellationToken).ConfigureAwait(false)).Values;

    /// <summary>
    /// All items for showing those with these ids: up to ten minutes old, if all of them are among them.
    /// </summary>
    public async Task<IReadOnlyList<T>> CoveringAsync(
        IEnumerable<string> ids,
        Func<CancellationToken, Task<List<NamedItem<T>>>> fetch,
        CancellationToken cancellationToken
    ) =>
        _content is { } known
        && _time.GetElapsedTime(known.Fetched) < LifeForShowing
        && ids.All(id => known.ById(id) is not null)
            ? known.Values
            : await AllAsync(fetch, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// The item with this id or name. Throws an <see cref="InvalidInputException"/> with candidates if there is none.
    /// </summary>
    public async Task<T> FindAsync(
        string wanted,
        Func<CancellationToken, Task<List<NamedItem<T>>>> fetch,
        CancellationToken cancellationToken
    )
    {
        var content = await ContentAsync(fetch, replace: null, cancellationToken).ConfigureAwait(false);
        var found = content.Find(wanted);
        if (found.Count == 0 && MayRefreshFor(wanted))
        {
            content = await ContentAsync(fetch, replace: content, cancellationToken).ConfigureAwait(false);
            found = content.Find(wanted);
        }

        return found.Count switch
        {
            1 => found[0].Value,
            0 => throw Unknown(wanted, content),
            _ => throw Ambiguous(wanted, found),
        };
    }

    /// <summary>The item with this id; null if there is none.</summary>
    public async Task<T?> ByIdAsync(
        string id,
        Func<CancellationToken, Task<List<NamedItem<T>>>> fetch,
        CancellationToken cancellationToken
    )
    {
        var content = await ContentAsync(fetch, replace: null, cancellationToken).ConfigureAwait(false);
        if (content.ById(id) is null && MayRefreshFor(id))
        {
            content = await ContentAsync(fetch, replace: content, cancellationToken).ConfigureAwait(false);
        }

        return content.ById(id);
    }

    /// <summary>The item with this id, if it is known without a request.</summary>
    public T? KnownById(string id) => _content?.ById(id);

    public void Dispose() => _one.Dispose();

    // One caller fetches, and the others wait for its result. A caller that gives up does not cancel the fetch for the
    // others.
    private async Task<Content> ContentAsync(
        Func<CancellationToken, Task<List<NamedItem<T>>>> fetch,
        Content? replace,
        CancellationToken cancellationToken
    )
    {
        if (_content is { } known && !ReferenceEquals(known, replace) && IsFresh(known))
        {
            return known;
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_content is { } meanwhile && !ReferenceEquals(meanwhile, replace) && IsFresh(meanwhile))
            {
                return meanwhile;
            }

            var content = new Content(await fetch(cancellationToken).ConfigureAwait(false), _time.GetTimestamp());
            _content = content;
            return content;
        }
        finally
        {
            _one.Release();
        }
    }

    private bool IsFresh(Content content) => _time.GetElapsedTime(content.Fetched) < Life;

    private bool MayRefreshFor(string wanted)
    {
        lock (_missed)
        {
            var now = _time.GetUtcNow();
            if (now - _missesSince >= Life)
            {
                _missesSince = now;
                _missed.Clear();
                _refreshesForMisses = 0;
            }

            return _missed.Add(wanted) && ++_refreshesForMisses <= MostRefreshesForMisses;
        }
    }

    private InvalidInputException Unknown(string wanted, Content content)
    {
        var close = CloseNames.Of(wanted, content.Names);
        var message = $"There is no {_kind} with the name '{ShownText.Line(wanted)}'.";
        if (close.Count == 0 && content.Values.Count is > 0 and <= FewNames)
        {
            var all = content
                .Names.Distinct(StringComparer.OrdinalIgnoreCase)
                .OrderBy(static name => name, StringComparer.OrdinalIgnoreCase);
            return new InvalidInputException("CcUnknownName", $"{message} The account has: {Quoted(all)}.", NameRemedy);
        }

        return close.Count > 0
            ? new InvalidInputException("CcUnknownName", $"{message} Similar names: {Quoted(close)}.", NameRemedy)
            : new InvalidInputException(
                "CcUnknownName",
                message
                    + (
                        content.Values.Count == 0
                            ? $" The account has no {_kind}s."
                            : $" None of the account's {Quantity.Of(content.Values.Count, _kind)} has a similar name."
                    ),
                content.Values.Count == 0
                    ? $"Create a {_kind} first."
                    : $"Give the name or the id of an existing {_kind}."
            );
    }

    private static string Quoted(IEnumerable<string> names) =>
        string.Join(", ", names.Select(static name => $"'{ShownText.Line(name)}'"));

    private InvalidInputException Ambiguous(string wanted, List<NamedItem<T>> found) =>
        new(
            "CcAmbiguousName",
            $"More than one {_kind} has the name '{ShownText.Line(wanted)}': "
                + $"{string.Join(", ", found.Select(static item => Shown(item)))}.",
            "Give the id instead of the name."
        );

    private static string Shown(NamedItem<T> item) =>
        $"'{ShownText.Line(item.Names.FirstOrDefault() ?? string.Empty)}' ({item.Id})";

    private sealed class Content
    {
        private readonly Dictionary<string, List<NamedItem<T>>> _byName = new(StringComparer.OrdinalIgnoreCase);

        private readonly Dictionary<string, T> _byId = new(StringComparer.OrdinalIgnoreCase);

        public Content(List<NamedItem<T>> items, long fetched)
        {
            Fetched = fetched;
            Values = items.Select(static item => item.Value).ToList();
            foreach (var item in items)
            {
                _byId[item.Id] = item.Value;
                foreach (var name in item.Names.Append(item.Id).Distinct(StringComparer.OrdinalIgnoreCase))
                {
                    if (!_byName.TryGetValue(name, out var those))
                    {
                        _byName[name] = those = [];
                    }

                    those.Add(item);
                }
            }

            Names = items.SelectMany(static item => item.Names).ToList();
        }

        public long Fetched { get; }

        public IReadOnlyList<T> Values { get; }

        public IReadOnlyList<string> Names { get; }

        public List<NamedItem<T>> Find(string wanted) => _byName.TryGetValue(wanted, out var found) ? found : [];

        public T? ById(string id) => _byId.TryGetValue(id, out var value) ? value : null;
    }
}
