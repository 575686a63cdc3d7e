using System.Text.Json.Nodes;
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
    /// <param name="overwrite">The body and its changes.</param>
    /// <param name="request">The PUT of that body.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="also">One more question, after it was said that the request may be sent.</param>
    /// <returns>The answer; null where nothing was sent.</returns>
    public static async Task<JsonObject?> OverwriteAsync(
        this CmdletOutput output, ApiClient client, string what, Overwrite overwrite, ApiRequest<JsonObject> request, CancellationToken cancellationToken, Func<Task<bool>>? also = null)
    {
        if (!overwrite.IsChange)
        {
            output.WriteVerbose($"The {what} is as wished already; nothing is sent.");
            return null;
        }

        bool go = await output.AllowsAsync($"Change {what}\n{overwrite.Describe().TrimEnd('\n')}", "Change", request, client.BaseUri).ConfigureAwait(false);
        if (!go || (also is not null && !await also().ConfigureAwait(false)))
        {
            return null;
        }

        JsonObject answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (string difference in overwrite.Differences(answer))
        {
            output.WriteWarning($"The {what} is not what was sent: {difference}.");
        }

        return answer;
    }
}
