using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// The common part of the four <c>Get-*</c> cmdlets for named items: by ids, names or wildcards, or all items, page by
/// page.
/// </summary>
internal sealed class ItemWriter<T>
    where T : class
{
    private readonly CmdletOutput _output;
    private readonly ApiClient _client;

    public ItemWriter(CmdletOutput output, ApiClient client)
    {
        _output = output;
        _client = client;
    }

    public required Func<JsonObject, T> Read { get; init; }

    public required Func<T, string> Id { get; init; }

    public required Func<T, string?[]> Names { get; init; }

    /// <summary>A condition in addition to the name; null for none.</summary>
    public Func<T, bool>? Keep { get; init; }

    /// <summary>Finds the item with a name or id that no page contained. Its error names the candidates.</summary>
    public required Func<string, CancellationToken, Task<T>> Find { get; init; }

    /// <summary>Completes an item that the collection shows only in part.</summary>
    public Func<T, CancellationToken, Task<T>>? Complete { get; init; }

    /// <summary>Sends one request for one id.</summary>
    public async Task WriteOneAsync(
        object target,
        Func<ApiRequest<JsonObject>> request,
        CancellationToken cancellationToken
    ) =>
        await _output
            .TryAsync(
                target,
                async () =>
                    await _output
                        .WriteObjectAsync(
                            Read(await _client.SendAsync(request(), cancellationToken).ConfigureAwait(false))
                        )
                        .ConfigureAwait(false)
            )
            .ConfigureAwait(false);

    /// <param name="all">The collection.</param>
    /// <param name="wanted">Names, wildcards or ids; null for all items.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task WriteAsync(
        PagedRequest all,
        IReadOnlyCollection<string>? wanted,
        CancellationToken cancellationToken
    )
    {
        var match = new NameMatch(wanted);
        await foreach (var json in _client.ItemsAsync(all, cancellationToken).ConfigureAwait(false))
        {
            var item = Read(json);
            if (match.Takes(Id(item), Names(item)) && Keep?.Invoke(item) != false)
            {
                await WriteWholeAsync(item, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var missing in match.Missing.ToArray())
        {
            await _output
                .TryAsync(
                    missing,
                    async () =>
                        await WriteWholeAsync(
                                await Find(missing, cancellationToken).ConfigureAwait(false),
                                cancellationToken
                            )
                            .ConfigureAwait(false)
                )
                .ConfigureAwait(false);
        }
    }

    private async Task WriteWholeAsync(T item, CancellationToken cancellationToken) =>
        await _output
            .WriteObjectAsync(Complete is null ? item : await Complete(item, cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
}
