using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Requests;

/// <summary>
/// <c>Invoke-CcRequest</c>: what the module has no cmdlet for, through the same door as everything else: authorization, pace,
/// budget, retry, errors, redaction. It does not merge: a PUT overwrites. What overwrites or takes away is asked about as the
/// cmdlets for it ask, which the impact says; the rest as <c>New-</c> and <c>Set-</c> cmdlets.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CcRequest", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PSObject), typeof(string))]
public sealed class InvokeCcRequestCommand : ConnectedCmdlet
{
    private static readonly string[] JobsThatTakeAway = ["delete", "remove"];

    private HttpMethod _method = HttpMethod.Get;
    private IReadOnlyList<KeyValuePair<string, string>> _query = [];
    private byte[]? _body;

    /// <summary>Below the API's address: contacts/counts. A link that the service returned is taken too.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    [ValidateSet("GET", "POST", "PUT", "PATCH", "DELETE")]
    public string Method { get; set; } = "GET";

    /// <summary>Query parameters: @{ status = 'all'; limit = 50 }. An array is joined by commas.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Query { get; set; }

    /// <summary>A hashtable or an object, written as JSON, or a text that is JSON.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Body { get; set; }

    /// <summary>Follows the links from page to page, and returns the items of all.</summary>
    [Parameter]
    public SwitchParameter Paging { get; set; }

    /// <summary>Says that the request may be sent again although it may have arrived; a GET may anyway.</summary>
    [Parameter]
    public SwitchParameter SafeToRepeat { get; set; }

    /// <summary>A variable that gets the answer's headers, the last page's with -Paging.</summary>
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
            throw InvalidInputException.Value("-Body", null, "a GET request has no body.", "Give -Method POST, PUT or PATCH, or use -Query.");
        }

        if (_method != HttpMethod.Get && Paging)
        {
            throw InvalidInputException.Value("-Paging", null, "only GET requests return pages.", "Omit -Paging or -Method.");
        }

        _body = Body is null ? null : JsonBody.Read(Body);
        _query = [.. (Query?.Cast<DictionaryEntry>() ?? []).Select(static entry => new KeyValuePair<string, string>(Text(entry.Key), Text(entry.Value)))];
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        if (Paging)
        {
            await PageAsync(client, output, cancellationToken).ConfigureAwait(false);
            return;
        }

        ApiRequest<RawAnswer> request = RawApi.Request(
            _method, Path, _query, _body, _method == HttpMethod.Get || SafeToRepeat ? RepeatRule.Safe : RepeatRule.OnlyIfNotArrived, client.BaseUri);
        if (_method != HttpMethod.Get && !await MayAsync(request, output).ConfigureAwait(false))
        {
            return;
        }

        RawAnswer answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        await KeepHeadersAsync(answer.Headers, output).ConfigureAwait(false);
        if (answer.Json is not null)
        {
            await output.WriteObjectAsync(JsonObjects.From(answer.Json), enumerate: answer.Json is JsonArray).ConfigureAwait(false);
        }
        else if (answer.Text is not null)
        {
            await output.WriteObjectAsync(answer.Text).ConfigureAwait(false);
        }
    }

    private static string Text(object? value) => value switch
    {
        PSObject wrapped => Text(wrapped.BaseObject),
        bool flag => flag ? "true" : "false",
        string text => text,
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
        IEnumerable many => string.Join(",", many.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private async Task PageAsync(ApiClient client, CmdletOutput output, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string[]>? headers = null;
        PagedRequest pages = RawApi.Pages(Path, _query, client.BaseUri, response => headers = RawApi.HeadersOf(response));
        try
        {
            await foreach (JsonObject item in client.ItemsAsync(pages, cancellationToken).ConfigureAwait(false))
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

    // What would be sent, made of what is sent; the same text serves the verbose stream, which must not hold it.
    private Task<bool> MayAsync(ApiRequest<RawAnswer> request, CmdletOutput output) => output.OnPipelineThreadAsync(() =>
    {
        if (!IsWhatIf && !TakesAway(request) && !MayPromptFor(ConfirmImpact.Medium))
        {
            return true;
        }

        string whatIf = _body is null || !IsWhatIf
            ? $"{_method} {(IsWhatIf ? Path : request.PathTemplate)}"
            : $"{_method} {Path}\nbody, {_body.Length:N0} bytes:\n{Encoding.UTF8.GetString(_body)}";
        return ShouldProcess(whatIf, $"{_method} {Path}\n\nSend this?", "Send request");
    });

    // Jobs are begun by a POST, whatever they do.
    private static bool TakesAway(ApiRequest<RawAnswer> request) =>
        request.Method == HttpMethod.Delete || request.Method == HttpMethod.Put
        || (request.PathTemplate.StartsWith("activities/", StringComparison.OrdinalIgnoreCase)
            && JobsThatTakeAway.Any(word => request.PathTemplate.IndexOf(word, StringComparison.OrdinalIgnoreCase) > 0));

    private async Task KeepHeadersAsync(IReadOnlyDictionary<string, string[]> headers, CmdletOutput output)
    {
        if (ResponseHeadersVariable is { } name)
        {
            await output.OnPipelineThreadAsync(() =>
            {
                SessionState.PSVariable.Set(name, headers);
                return true;
            }).ConfigureAwait(false);
        }
    }
}
