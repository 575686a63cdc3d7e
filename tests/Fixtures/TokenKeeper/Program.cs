using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.TokenKeeper;

// Usage: ConstantContact.TokenKeeper AUTH-URI BASE-URI CLIENT-ID
// Then, a line each: TOKEN-FILE [STEP-TO-DIE-AT]. Answers with the steps it takes and "done STATUS" or "failed ID".
using HttpClient api = new();
Console.Out.WriteLine("ready");
while (Console.In.ReadLine() is { } line)
{
    string[] parts = line.Split('|');
    Steps steps = new(parts.Length > 1 ? parts[1] : null);
    using DyingHandler handler = new(steps);
    using OAuthClient oauth = new(new Uri(args[0]), new ApiClientOptions(), TimeProvider.System, handler);
    RefreshingTokenSource tokens = new(
        oauth,
        new AppCredentials(args[2], clientSecret: null),
        new DyingStore(new FileTokenStore(parts[0]), steps),
        new CustodyOptions()
    );
    try
    {
        string token = await tokens.GetAccessTokenAsync(CancellationToken.None);
        steps.Reach("using");
        using HttpRequestMessage request = new(HttpMethod.Get, args[1] + "/contacts/counts");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await api.SendAsync(request);
        Console.Out.WriteLine($"done {(int)answer.StatusCode}");
    }
    catch (CcException e)
    {
        Console.Out.WriteLine($"failed {e.ErrorId}");
    }

    Console.Out.Flush();
}
