using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "everything but plain requests with JSON or text: no sessions, forms, files, proxies, retries or paging")]
[Cmdlet(VerbsLifecycle.Invoke, "RestMethod")]
public sealed class InvokeRestMethodCommand : StandInCmdlet
{
    // No redirects: a header with a token must not travel to where an answer says.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Parameter(Mandatory = true, Position = 0)]
    public Uri Uri { get; set; } = null!;

    [Parameter]
    public string Method { get; set; } = "GET";

    [Parameter]
    public IDictionary? Headers { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public object? Body { get; set; }

    [Parameter]
    public string ContentType { get; set; } = "application/json";

    [Parameter]
    public SwitchParameter SkipHttpErrorCheck { get; set; }

    [Parameter]
    public string? StatusCodeVariable { get; set; }

    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 100;

    protected override void ProcessRecord()
    {
        using var request = new HttpRequestMessage(new HttpMethod(Method.ToUpperInvariant()), Uri);
        if (Body is not null)
        {
            request.Content = new StringContent(LanguagePrimitives.ConvertTo<string>(Body), Encoding.UTF8, MediaTypeHeaderValue.Parse(ContentType));
        }

        foreach (DictionaryEntry header in Headers ?? new Hashtable())
        {
            request.Headers.TryAddWithoutValidation(LanguagePrimitives.ConvertTo<string>(header.Key), LanguagePrimitives.ConvertTo<string>(header.Value));
        }

        using var timeout = System.Threading.CancellationTokenSource.CreateLinkedTokenSource(PipelineStopToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(TimeoutSec));
        try
        {
            Answer(request, timeout.Token);
        }
        catch (HttpRequestException problem)
        {
            ThrowTerminatingError(new ErrorRecord(problem, "WebCmdletWebResponseException", ErrorCategory.InvalidOperation, Uri));
        }
        catch (OperationCanceledException problem) when (!PipelineStopToken.IsCancellationRequested)
        {
            ThrowTerminatingError(new ErrorRecord(new TimeoutException($"No answer within {TimeoutSec} s.", problem), "WebCmdletTimeout", ErrorCategory.OperationTimeout, Uri));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Answer(HttpRequestMessage request, System.Threading.CancellationToken cancellation)
    {
        using var response = Client.Send(request, cancellation);
        using var reader = new System.IO.StreamReader(response.Content.ReadAsStream(cancellation), Encoding.UTF8);
        var text = reader.ReadToEnd();
        if (StatusCodeVariable is not null)
        {
            SessionState.PSVariable.Set(StatusCodeVariable, (int)response.StatusCode);
        }

        if (!response.IsSuccessStatusCode && !SkipHttpErrorCheck)
        {
            var problem = new HttpRequestException($"Response status code does not indicate success: {(int)response.StatusCode} ({response.ReasonPhrase}).", inner: null, response.StatusCode);
            ThrowTerminatingError(new ErrorRecord(problem, "WebCmdletWebResponseException", ErrorCategory.InvalidOperation, Uri) { ErrorDetails = text.Length > 0 ? new ErrorDetails(text) : null });
        }

        if (text.Length > 0)
        {
            WriteObject(Content(text), enumerateCollection: false);
        }
    }

    private static object? Content(string text)
    {
        try
        {
            return JsonReading.Parse(text, asHashtable: false, depth: 1024);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
