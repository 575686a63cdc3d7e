using System;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Session;

public sealed class ProxyTests : IDisposable
{
    private readonly ModuleHost _host = ModuleHost.Open();

    public void Dispose() => _host.Dispose();

    // The emulator stands in for a proxy: it is asked for the address of a service that nobody listens at.
    [Fact]
    public async Task With_a_proxy_requests_go_to_it_and_not_to_the_service()
    {
        await using EmulatorHost proxy = await EmulatorHost.StartAsync(new EmulatorOptions { Members = 3, Rate = 0 });

        ScriptResult result = _host
            .Run(
                "param($token, $proxy) Connect-CcAccount $token -BaseUri http://localhost:1/v3 -Proxy $proxy; Get-CcContact -Raw",
                EmulatedAccount.Secure("emulator"),
                new Uri(proxy.BaseUri.GetLeftPart(UriPartial.Authority))
            )
            .Succeeded();

        Assert.Equal(3, result.Output.Count);
        Assert.Single(proxy.Requests.Entries);
    }

    [Theory]
    [InlineData("-NoProxy -Proxy http://127.0.0.1:8080")]
    [InlineData("-NoProxy -ProxyUseDefaultCredentials")]
    [InlineData("-ProxyCredential $credential -ProxyUseDefaultCredentials")]
    [InlineData("-Proxy http://user:secret@127.0.0.1:8080")]
    [InlineData("-Proxy proxy")]
    public void Parameters_that_exclude_each_other_and_addresses_that_are_none_are_refused(string parameters)
    {
        ScriptResult result = _host.Run(
            "param($token, $secret) $credential = [pscredential]::new('user', $secret); Connect-CcAccount $token "
                + parameters,
            EmulatedAccount.Secure("x"),
            EmulatedAccount.Secure("secret")
        );

        Assert.DoesNotContain("secret", result.FailedWith("CcInvalidValue").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-NoProxy")]
    [InlineData("-ProxyCredential $credential")]
    [InlineData("-ProxyUseDefaultCredentials")]
    public async Task Without_a_proxy_of_its_own_the_service_is_reached_as_before(string parameters)
    {
        await using EmulatorHost service = await EmulatorHost.StartAsync(new EmulatorOptions { Members = 1, Rate = 0 });

        ScriptResult result = _host
            .Run(
                "param($token, $secret, $uri) $credential = [pscredential]::new('user', $secret); Get-CcContact -Raw -Connection (Connect-CcAccount $token -BaseUri $uri -PassThru "
                    + parameters
                    + ")",
                EmulatedAccount.Secure("emulator"),
                EmulatedAccount.Secure("secret"),
                service.BaseUri
            )
            .Succeeded();

        Assert.Single(result.Output);
    }
}
