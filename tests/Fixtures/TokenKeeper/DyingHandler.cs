using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace ConstantContact.TokenKeeper;

/// <summary>The network. Reports a step before and after each request.</summary>
internal sealed class DyingHandler(Steps steps) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        steps.Reach("sending");
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        steps.Reach("answered");
        return answer;
    }
}
