using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Shows or asks about single requests before they are sent, with the text that is sent.</summary>
internal static class RequestQuestions
{
    /// <param name="output">The cmdlet's.</param>
    /// <param name="what">Such as "Create list 'News'".</param>
    /// <param name="caption">The heading of the question.</param>
    /// <param name="request">What is to be sent.</param>
    /// <param name="baseUri">The account's.</param>
    public static async Task<bool> AllowsAsync<T>(this CmdletOutput output, string what, string caption, ApiRequest<T> request, Uri baseUri)
    {
        string text = $"{what}\n{await RequestText.OfAsync(request, baseUri).ConfigureAwait(false)}";
        (bool go, _) = await output.ShouldProcessAsync(text, text + "\n\nSend this?", caption).ConfigureAwait(false);
        return go;
    }

    /// <summary>Sends one change whose answer is the changed item.</summary>
    /// <param name="output">The cmdlet's.</param>
    /// <param name="client">The account.</param>
    /// <param name="what">Such as "Rename tag 'VIP' to 'Gold'".</param>
    /// <param name="caption">The heading of the question.</param>
    /// <param name="request">What is to be sent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The item; null where the change was declined.</returns>
    public static async Task<T?> SendAllowedAsync<T>(
        this CmdletOutput output,
        ApiClient client,
        string what,
        string caption,
        ApiRequest<T> request,
        CancellationToken cancellationToken)
        where T : class =>
        await output.AllowsAsync(what, caption, request, client.BaseUri).ConfigureAwait(false)
            ? await client.SendAsync(request, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>
    /// A PUT of a whole resource. Sends nothing where nothing would change; warns of each value that the answer shows otherwise
    /// than it was sent.
    /// </summary>
    /// <param name="output">The cmdlet's.</param>
    /// <param name="client">The account.</param>
    /// <param name="what">Such as "list 'News'".</param>
    /// <param name="overwrite">The body and its changes.</param>
    /// <param name="request">The PUT of that body.</param>
    /// <param name="read">Reads the item from the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="also">One more question, after it was said that the request may be sent.</param>
    /// <returns>The item as it is now; null where the change was declined.</returns>
    public static async Task<T?> OverwriteAsync<T>(
        this CmdletOutput output,
        ApiClient client,
        string what,
        Overwrite overwrite,
        ApiRequest<JsonObject> request,
        Func<JsonObject, T> read,
        CancellationToken cancellationToken,
        Func<Task<bool>>? also = null)
        where T : class
    {
        if (!overwrite.IsChange)
        {
            output.WriteVerbose($"The {what} already has these values. No request was sent.");
            return read(overwrite.Current);
        }

        var change = $"Change {what}\n{overwrite.Describe().TrimEnd('\n')}";
        if (!await output.AllowsAsync(change, "Change", request, client.BaseUri).ConfigureAwait(false)
            || (also is not null && !await also().ConfigureAwait(false)))
        {
            return null;
        }

        var answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var difference in overwrite.Differences(answer))
        {
            output.WriteWarning($"The {what} is not what was sent: {difference}.");
        }

        return read(answer);
    }
}
