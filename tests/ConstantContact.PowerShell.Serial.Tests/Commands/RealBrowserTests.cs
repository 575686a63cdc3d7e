using System;
using System.Linq;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using ConstantContact.Tests.Shared;
using Xunit;

namespace ConstantContact.PowerShell.Serial.Tests.Commands;

/// <summary>The browser sign-in with a real browser against the emulator's page.</summary>
public sealed class RealBrowserTests : IAsyncLifetime
{
    private const string Reason =
        "SKIPPED: the sign-in was not tried in a real browser, because no Chromium is installed (apt-get install chromium).";

    private SignInAccount _account = null!;

    public async Task InitializeAsync() => _account = await SignInAccount.StartAsync();

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [SkippableFact]
    public async Task Person_who_clicks_allow_is_signed_in_and_told_so()
    {
        Skip.If(Chromium.Program is null, Reason);
        RunningScript run = Begin();
        await using Chromium browser = await Chromium.OpenAsync(await _account.ShownAddressAsync());
        await browser.WaitAsync("document.getElementById('allow') !== null");
        Assert.Contains(
            "contact_data",
            await browser.EvaluateAsync("document.body.innerText"),
            StringComparison.Ordinal
        );
        await browser.EvaluateAsync("document.getElementById('allow').click()");
        await browser.WaitAsync("document.body.innerText.includes('You are signed in')");

        Assert.Equal(3, (await run.Result).Succeeded().Output.Last().BaseObject);
    }

    [SkippableFact]
    public async Task Person_who_clicks_deny_is_told_and_the_cmdlet_fails()
    {
        Skip.If(Chromium.Program is null, Reason);
        RunningScript run = Begin();
        await using Chromium browser = await Chromium.OpenAsync(await _account.ShownAddressAsync());
        await browser.WaitAsync("document.getElementById('deny') !== null");
        await browser.EvaluateAsync("document.getElementById('deny').click()");
        await browser.WaitAsync("document.body.innerText.includes('Not signed in')");

        (await run.Result).FailedWith("CcSignInDenied");
    }

    private RunningScript Begin() =>
        _account.Start(
            "$ErrorActionPreference = 'Stop'; Connect-CcAccount -Browser -NoBrowser -ClientId $client -AuthUri $auth -BaseUri $base -RedirectUri $redirect -TimeoutSeconds 120; (Get-CcContact -Status all).Count"
        );
}
