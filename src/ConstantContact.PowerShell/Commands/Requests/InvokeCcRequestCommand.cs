using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Requests;

/// <summary>
/// <c>Invoke-CcRequest</c>: sends requests for which the module has no cmdlet, with the same authorization, pace,
/// budget, retry, errors and redaction as all others. It does not merge: a PUT overwrites. Requests that overwrite or
/// delete are confirmed with the impact of the matching cmdlets, all others with that of the <c>New-</c> and
/// <c>Set-</c> cmdlets.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CcRequest", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PSObject), typeof(string))]
public sealed class InvokeCcRequestCommand : ConnectedCmdlet
{
    private static readonly string[] DeletingJobs = ["delete", "remove"];

    private HttpMethod _method = HttpMethod.Get;
    private IReadOnlyList<KeyValuePair<string, string>> _query = [];
    private byte[]? _body;

    /// <summary>
    /// A path below the API's address, such as contacts/counts. Links from the service are accepted as well.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApiPathCompleter))]
    public string Path { get; set; } = "";

    [Parameter]
    [ValidateSet("GET", "POST", "PUT", "PATCH", "DELETE")]
    public string Method { get; set; } = "GET";

    /// <summary>
    /// Query parameters: @{ status = 'all'; limit = 50 }. The values of an array are joined by commas.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Query { get; set; }

    /// <summary>A hashtable or an object to convert to JSON, or JSON text.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Body { get; set; }

    /// <summary>Follows the links from page to page and returns the items of all pages.</summary>
    [Parameter]
    public SwitchParameter Paging { get; set; }

    /// <summary>
    /// Declares that the request may be sent again even if it may have arrived. A GET request always may.
    /// </summary>
    [Parameter]
    public SwitchParameter SafeToRepeat { get; set; }

    /// <summary>The variable for the headers of the answer. With -Paging, those of the last page.</summary>
    [Parameter]
    [Alias("RHV")]
    [ValidateNotNullOrEmpty]
    public string? ResponseHeadersVariable { get; set; }

    private protected override object? ErrorTarget => Path;

    private protected override void Prepare()
    {
        base.Prepare();
        _method = new HttpMethod(Method.ToUpperInvariant());
        if (_method == HttpMethod.Get && Body is not null)
        {
            throw InvalidInputException.Value(
                "-Body",
                null,
                "a GET request has no body.",
                "Give -Method POST, PUT or PATCH, or use -Query."
            );
        }

        if (_method != HttpMethod.Get && Paging)
        {
            throw InvalidInputException.Value(
                "-Paging",
                null,
                "only GET requests return pages.",
                "Omit -Paging or -Method."
            );
        }

        _body = Body is null ? null : JsonBody.Read(Body);
        _query =
        [
            .. (Query?.Cast<DictionaryEntry>() ?? []).Select(static entry => new KeyValuePair<string, string>(
                Text(entry.Key),
                Text(entry.Value)
            )),
        ];
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        if (Paging)
        {
            await PageAsync(client, output, cancellationToken).ConfigureAwait(false);
            return;
        }

        var request = RawApi.Request(
            _method,
            Path,
            _query,
            _body,
            _method == HttpMethod.Get || SafeToRepeat ? RepeatRule.Safe : RepeatRule.OnlyIfNotArrived,
            client.BaseUri
        );
        if (_method != HttpMethod.Get && !await MayAsync(request, output).ConfigureAwait(false))
        {
            return;
        }

        var answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        await KeepHeadersAsync(answer.Headers, output).ConfigureAwait(false);
        if (answer.Json is not null)
        {
            await output
                .WriteObjectAsync(JsonObjects.From(answer.Json), enumerate: answer.Json is JsonArray)
                .ConfigureAwait(false);
        }
        else if (answer.Text is not null)
        {
            await output.WriteObjectAsync(answer.Text).ConfigureAwait(false);
        }
    }

    private static string Text(object? value) =>
        value switch
        {
            PSObject wrapped => Text(wrapped.BaseObject),
            bool flag => flag ? "true" : "false",
            string text => text,
            DateTime or DateTimeOffset => ((IFormattable)value).ToString(
                "yyyy-MM-dd'T'HH:mm:ssK",
                CultureInfo.InvariantCulture
            ),
            IEnumerable many => string.Join(",", many.Cast<object?>().Select(Text)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    private async Task PageAsync(ApiClient client, CmdletOutput output, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string[]>? headers = null;
        var pages = RawApi.Pages(Path, _query, client.BaseUri, response => headers = RawApi.HeadersOf(response));
        try
        {
            await foreach (var item in client.ItemsAsync(pages, cancellationToken).ConfigureAwait(false))
            {
                await output.WriteObjectAsync(JsonObjects.From(item)).ConfigureAwait(false);
            }
        }
        finally
        {
            if (headers is not null && !cancellationToken.IsCancellationRequested)
            {
                await KeepHeadersAsync(headers, output).ConfigureAwait(false);
            }
        }
    }

    // The preview comes from the request itself. The verbose stream uses the same text and must not contain the body.
    private Task<bool> MayAsync(ApiRequest<RawAnswer> request, CmdletOutput output) =>
        output.OnPipelineThreadAsync(() =>
        {
            if (!IsWhatIf && !Deletes(request) && !MayPromptFor(ConfirmImpact.Medium))
            {
                return true;
            }

            var whatIf =
                _body is null || !IsWhatIf
                    ? $"{_method} {(IsWhatIf ? Path : request.PathTemplate)}"
                    : $"{_method} {Path}\nbody, {Quantity.Of(_body.Length, "byte")}:\n{Encoding.UTF8.GetString(_body)}";
            return ShouldProcess(
                ShownText.Lines(whatIf),
                ShownText.Lines($"{_method} {Path}\n\nSend this?"),
                "Send request"
            );
        });

    // A POST starts a job, whatever the job does.
    private static bool Deletes(ApiRequest<RawAnswer> request) =>
        request.Method == HttpMethod.Delete
        || request.Method == HttpMethod.Put
        || (
            request.PathTemplate.StartsWith("activities/", StringComparison.OrdinalIgnoreCase)
            && DeletingJobs.Any(word => request.PathTemplate.IndexOf(word, StringComparison.OrdinalIgnoreCase) > 0)
        );

    private async Task KeepHeadersAsync(IReadOnlyDictionary<string, string[]> headers, CmdletOutput output)
    {
        if (ResponseHeadersVariable is { } name)
        {
            await output
                .OnPipelineThreadAsync(() =>
                {
                    SessionState.PSVariable.Set(name, headers);
                    return true;
                })
                .ConfigureAwait(false);
        }
    }
}
