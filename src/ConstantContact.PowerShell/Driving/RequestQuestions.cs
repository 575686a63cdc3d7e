using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Http;
using ConstantContact.Core.Updates;
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

    /// <summary>A PUT of a whole resource: nothing is sent where nothing would change; what comes back otherwise than it was sent is warned of.</summary>
    /// <param name="output">The cmdlet's.</param>
    /// <param name="client">The account.</param>
    /// <param name="what">Such as "list 'News'".</param>
    /// <param name="read">Reads the resource and makes the body: once before the question, and again where the answer took long.</param>
    /// <param name="request">The PUT of a body.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="also">One more question, after it was said that the request may be sent.</param>
    /// <returns>The answer, null where nothing was sent; and whether there was something to change.</returns>
    public static async Task<(JsonObject? Answer, bool IsChange)> OverwriteAsync(
        this CmdletOutput output,
        ApiClient client,
        string what,
        Func<Task<Overwrite>> read,
        Func<JsonObject, ApiRequest<JsonObject>> request,
        CancellationToken cancellationToken,
        Func<Task<bool>>? also = null)
    {
        Overwrite overwrite = await read().ConfigureAwait(false);
        while (overwrite.IsChange)
        {
            long asked = client.Time.GetTimestamp();
            bool go = await output.AllowsAsync($"Change {what}\n{overwrite.Describe().TrimEnd('\n')}", "Change", request(overwrite.Body), client.BaseUri).ConfigureAwait(false);
            if (!go || (also is not null && !await also().ConfigureAwait(false)))
            {
                return (null, true);
            }

            // What somebody else changed while the question stood must not be overwritten unseen.
            Overwrite now = client.Time.GetElapsedTime(asked) > ConsentGuard.Freshness ? await read().ConfigureAwait(false) : overwrite;
            if (!JsonNode.DeepEquals(now.Body, overwrite.Body))
            {
                output.WriteWarning($"The {what} was changed while the question stood.");
                overwrite = now;
                continue;
            }

            JsonObject answer = await client.SendAsync(request(overwrite.Body), cancellationToken).ConfigureAwait(false);
            foreach (string difference in overwrite.Differences(answer))
            {
                output.WriteWarning($"The {what} is not what was sent: {difference}.");
            }

            return (answer, true);
        }

        output.WriteVerbose($"The {what} is as wished already; nothing is sent.");
        return (null, false);
    }
}
