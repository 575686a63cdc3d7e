using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Previews or confirms single requests before they are sent, with the text that is sent.</summary>
internal static class RequestQuestions
{
    /// <param name="output">The output of the cmdlet.</param>
    /// <param name="what">The operation, such as "Create list 'News'".</param>
    /// <param name="caption">The heading of the question.</param>
    /// <param name="request">The request to send.</param>
    /// <param name="baseUri">The base URI of the account.</param>
    public static async Task<bool> AllowsAsync<T>(
        this CmdletOutput output,
        string what,
        string caption,
        ApiRequest<T> request,
        Uri baseUri
    )
    {
        var text = $"{what}\n{await RequestText.OfAsync(request, baseUri).ConfigureAwait(false)}";

        // The verbose stream shows the body when it is sent.
        var (go, _) = await output
            .ShouldProcessAsync(output.IsWhatIf ? text : what, text + "\n\nSend this?", caption)
            .ConfigureAwait(false);
        return go;
    }

    /// <summary>Sends one change whose answer is the changed item.</summary>
    /// <param name="output">The output of the cmdlet.</param>
    /// <param name="client">The client of the account.</param>
    /// <param name="what">The operation, such as "Rename tag 'VIP' to 'Gold'".</param>
    /// <param name="caption">The heading of the question.</param>
    /// <param name="request">The request to send.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The item; null where the change was declined.</returns>
    public static async Task<T?> SendAllowedAsync<T>(
        this CmdletOutput output,
        ApiClient client,
        string what,
        string caption,
        ApiRequest<T> request,
        CancellationToken cancellationToken
    )
        where T : class =>
        await output.AllowsAsync(what, caption, request, client.BaseUri).ConfigureAwait(false)
            ? await client.SendAsync(request, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>
    /// Overwrites a whole resource with a PUT. Sends nothing if nothing would change. Looks at the resource again if a
    /// question was open meanwhile. Warns of each value that the answer shows differently from what was sent.
    /// </summary>
    /// <param name="output">The output of the cmdlet.</param>
    /// <param name="client">The client of the account.</param>
    /// <param name="kind">The kind of resource, such as "list".</param>
    /// <param name="look">Reads the resource, and makes the body and its changes.</param>
    /// <param name="put">The PUT of that body.</param>
    /// <param name="read">Reads the item from the answer.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="also">Another question, asked after the request was approved.</param>
    /// <exception cref="ConflictException">
    /// The resource was changed elsewhere while the question was open. Nothing was sent.
    /// </exception>
    /// <returns>The current item; null if the change was declined.</returns>
    public static async Task<T?> OverwriteAsync<T>(
        this CmdletOutput output,
        ApiClient client,
        string kind,
        Func<Task<Overwrite>> look,
        Func<Overwrite, ApiRequest<JsonObject>> put,
        Func<JsonObject, T> read,
        CancellationToken cancellationToken,
        Func<Task<bool>>? also = null
    )
        where T : class
    {
        var overwrite = await look().ConfigureAwait(false);
        var current = read(overwrite.Current);
        var what = $"{kind} '{current}'";
        if (!overwrite.IsChange)
        {
            await output
                .NothingToDoAsync($"The {what} already has these values. No request is needed.")
                .ConfigureAwait(false);
            return current;
        }

        var change = $"Change {what}\n{overwrite.Describe().TrimEnd('\n')}";
        var request = put(overwrite);
        if (
            !await output.AllowsAsync(change, "Change", request, client.BaseUri).ConfigureAwait(false)
            || (also is not null && !await also().ConfigureAwait(false))
        )
        {
            return null;
        }

        if (
            (output.MayAsk || also is not null)
            && !JsonNode.DeepEquals((await look().ConfigureAwait(false)).Body, overwrite.Body)
        )
        {
            throw new ConflictException(
                $"The {what} was changed elsewhere while the question was open.",
                null,
                null,
                "Nothing was sent. Run the command again to apply the change to the new state."
            );
        }

        var answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var difference in overwrite.Differences(answer))
        {
            output.WriteWarning($"The {what} differs from what was sent: {difference}.");
        }

        return read(answer);
    }
}
