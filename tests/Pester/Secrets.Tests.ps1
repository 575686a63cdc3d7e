# Promise 7 where a user would find it broken: a real transcript, all streams, $Error as people and programs look at it, and the files
# of a run that fails in every way the emulator knows, and of one against a service that quotes in its errors all that it was sent.
BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    Add-Type -AssemblyName System.Net.Http

    # The address to which the browser is redirected after consent. It holds the code.
    function Get-SignInCode {
        param([string] $Root, [string] $ClientId, [string] $Redirect)

        $handler = [System.Net.Http.HttpClientHandler]::new()
        $handler.AllowAutoRedirect = $false
        $browser = [System.Net.Http.HttpClient]::new($handler)
        try {
            $form = [System.Collections.Generic.Dictionary[string, string]]::new()
            foreach ($field in @{ client_id = $ClientId; redirect_uri = $Redirect; response_type = 'code'; scope = 'contact_data offline_access'; state = 's'; decision = 'allow' }.GetEnumerator()) {
                $form[$field.Key] = $field.Value
            }
            $answer = $browser.PostAsync("$Root/oauth2/default/v1/authorize", [System.Net.Http.FormUrlEncodedContent]::new($form)).GetAwaiter().GetResult()
            if ("$($answer.Headers.Location)" -notmatch '[?&]code=([^&]+)') { throw "There is no code: $($answer.StatusCode)" }
            $Matches[1]
        }
        finally { $browser.Dispose() }
    }

    # A service that quotes its requests in errors, in the wording of the contact services, the gateway, the sign-in host and a proxy.
    function Open-Parrot {
        # Below the ports that the system gives to anyone who asks for a free one.
        do {
            $port = Get-Random -Minimum 20000 -Maximum 30000
            $listener = [System.Net.HttpListener]::new()
            $listener.Prefixes.Add("http://localhost:$port/")
            try { $listener.Start() } catch [System.Net.HttpListenerException] { continue }
        } until ($listener.IsListening)
        $shell = [powershell]::Create().AddScript({
                param($Listener)
                while ($Listener.IsListening) {
                    try { $context = $Listener.GetContext() } catch { return }
                    $request = $context.Request
                    $body = [System.IO.StreamReader]::new($request.InputStream).ReadToEnd()
                    $bare = @("$($request.Headers['Authorization'])" -replace '^\w+ ', '') + ($body -split '[&=]' | ForEach-Object { [uri]::UnescapeDataString($_) })
                    $heard = "$($request.HttpMethod) $($request.RawUrl)`n$($request.Headers)`n$body`n$bare"
                    $status, $type, $text = switch -Wildcard ($request.RawUrl) {
                        '*/token*' { 400, 'application/json', (ConvertTo-Json @{ error = 'invalid_request'; error_description = $heard }); break }
                        '*/device/*' { 400, 'application/json', (ConvertTo-Json @{ error = $heard }); break }
                        '*array*' { 400, 'application/json', (ConvertTo-Json @(@{ error_key = $heard; error_message = $heard })); break }
                        '*page*' { 502, 'text/html', "<html><pre>$heard</pre></html>"; break }
                        '*text*' { 400, 'text/plain', $heard; break }
                        '*unreadable*' { 200, 'application/json', "{ `"heard`": $heard"; break }
                        default { 401, 'application/json', (ConvertTo-Json @{ error_key = 'unauthorized'; error_message = $heard }) }
                    }
                    $bytes = [System.Text.Encoding]::UTF8.GetBytes($text)
                    $context.Response.StatusCode = $status
                    $context.Response.ContentType = $type
                    $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
                    $context.Response.Close()
                }
            }).AddArgument($listener)
        [pscustomobject]@{ Listener = $listener; Shell = $shell; Root = "http://localhost:$port"; Running = $shell.BeginInvoke() }
    }

    function Close-Parrot {
        param($Parrot)

        if (-not $Parrot) { return }
        $Parrot.Listener.Close()
        $Parrot.Shell.Stop()
        $Parrot.Shell.Dispose()
    }

    # The names of the secrets that a text holds.
    function Find-Secret {
        param([string] $Text)

        foreach ($one in $secrets.GetEnumerator()) {
            if ($Text.Contains($one.Value)) { $one.Key }
        }
    }

    $script:clientSecret = "secret-$([guid]::NewGuid().ToString('N'))"
    $script:redirect = 'http://localhost:8413/callback'
    $script:emulator = Open-Emulator -Member 5 -Argument '--token-rate', 0, '--client', "id=app,secret=$clientSecret,redirect=$redirect"
    $script:root = $emulator.BaseUri -replace '/v3$', ''
    $script:parrot = Open-Parrot
    $signIn = Invoke-Emulator $emulator sign-in -Method Post -Body @{ client_id = 'app'; scope = 'contact_data account_read' }
    $poor = Invoke-Emulator $emulator sign-in -Method Post -Body @{ client_id = 'app'; scope = 'account_read' }
    $script:secrets = @{
        token        = $emulator.Token
        wrongToken   = "wrong-$([guid]::NewGuid().ToString('N'))"
        access       = $signIn.access_token
        poorAccess   = $poor.access_token
        refresh      = $signIn.refresh_token
        deadRefresh  = "dead-$([guid]::NewGuid().ToString('N'))"
        code         = Get-SignInCode -Root $root -ClientId app -Redirect $redirect
        otherCode    = Get-SignInCode -Root $root -ClientId app -Redirect $redirect
        verifier     = "verifier-$([guid]::NewGuid().ToString('N'))$([guid]::NewGuid().ToString('N'))"
        clientSecret = $clientSecret
        wrongSecret  = "wrong-secret-$([guid]::NewGuid().ToString('N'))"
    }
    $script:folder = "$TestDrive"
    [System.IO.File]::WriteAllText("$folder/given.json", (ConvertTo-Json $secrets))
    foreach ($name in 'access', 'poorAccess') { $secrets["$name's payload"] = $secrets[$name].Split('.')[1] }
    $secrets['basic'] = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes("app:$clientSecret"))
    $secrets['wrongBasic'] = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes("app:$($secrets.wrongSecret)"))

    $known = @"
`$folder = '$folder'; `$base = '$($emulator.BaseUri)'; `$auth = '$root/oauth2/default/v1'; `$control = '$($emulator.ControlUri)'; `$parrot = '$($parrot.Root)'; `$redirect = '$redirect'
Import-Module '$(Get-TestedModule)' -ErrorAction Stop
`$given = @{}
foreach (`$one in ([System.IO.File]::ReadAllText("`$folder/given.json") | ConvertFrom-Json).PSObject.Properties) { `$given[`$one.Name] = [System.Net.NetworkCredential]::new('', `$one.Value).SecurePassword }
Remove-Item "`$folder/given.json"
`$null = Start-Transcript -Path "`$folder/transcript.txt"

"@
    $failing = @'
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$ConfirmPreference = 'None'
$many = @{ RequestsPerSecond = 1000; RequestsPerDay = 1000000 }
$results = [System.Collections.ArrayList]::new()
[System.IO.File]::WriteAllText("$folder/rows.csv", "email,first_name`nbulk@example.com,X`n")

function Set-Fault { param([string] $Match, [string] $Fault) $null = Invoke-RestMethod "${control}faults" -Method Delete -Verbose:$false; $null = Invoke-RestMethod "${control}faults" -Method Post -Body (ConvertTo-Json @{ match = $Match; fault = $Fault; times = 0 }) -Verbose:$false }

# All streams in one, as they are shown; and results as programs take them.
function Invoke-Failing {
    param([scriptblock] $Script)
    try { & $Script *>&1 | ForEach-Object { $_; $_ | Format-List -Property * -Force; if ($_ -isnot [System.Management.Automation.ErrorRecord]) { $null = $results.Add($_) } } | Out-String -Stream -Width 4000 }
    catch { "CAUGHT $_"; $_ | Format-List -Property * -Force | Out-String -Stream -Width 4000 }
}

# Sign-ins that fail.
Invoke-Failing { Connect-CcAccount -Code $given.code -ClientId app -ClientSecret $given.wrongSecret -RedirectUri $redirect -AuthUri $auth -BaseUri $base }
Invoke-Failing { Connect-CcAccount -Code $given.code -ClientId app -ClientSecret $given.clientSecret -RedirectUri $redirect -AuthUri $auth -BaseUri $base -ProfileName kept -PassThru }
Invoke-Failing { Connect-CcAccount -Code $given.code -ClientId app -ClientSecret $given.clientSecret -RedirectUri $redirect -AuthUri $auth -BaseUri $base }
Invoke-Failing { Connect-CcAccount -Code $given.otherCode -ClientId app -ClientSecret $given.clientSecret -CodeVerifier $given.verifier -RedirectUri http://localhost:1/other -AuthUri $auth -BaseUri $base }
Invoke-Failing { Connect-CcAccount -RefreshToken $given.refresh -ClientId app -AuthUri $auth -BaseUri $base }
Invoke-Failing { Connect-CcAccount -RefreshToken $given.deadRefresh -ClientId app -ClientSecret $given.clientSecret -TokenFile "$folder/dead.token" -AuthUri $auth -BaseUri $base; Get-CcContact -First 1 }
Invoke-Failing { Connect-CcAccount -RefreshToken $given.refresh -ClientId app -ClientSecret $given.clientSecret -TokenFile "$folder/nowhere/at/all.token" -AuthUri $auth -BaseUri $base @many; Get-CcContact -First 1; Get-CcConnection; Get-CcConnection -Saved; Test-CcConnection }
Invoke-Failing { Connect-CcAccount -Browser -NoBrowser -ClientId app -AuthUri $auth -BaseUri $base }

# A service that quotes its requests.
Invoke-Failing { Connect-CcAccount -Code $given.otherCode -ClientId app -ClientSecret $given.clientSecret -CodeVerifier $given.verifier -RedirectUri $redirect -AuthUri "$parrot/oauth2/default/v1" -BaseUri "$parrot/v3" }
Invoke-Failing { Connect-CcAccount -Code $given.otherCode -ClientId app -CodeVerifier $given.verifier -RedirectUri $redirect -AuthUri "$parrot/oauth2/default/v1" -BaseUri "$parrot/v3" }
Invoke-Failing { Connect-CcAccount -RefreshToken $given.deadRefresh -ClientId app -ClientSecret $given.clientSecret -TokenFile "$folder/parrot.token" -AuthUri "$parrot/oauth2/default/v1" -BaseUri "$parrot/v3"; Get-CcContact -First 1 }
Invoke-Failing { Connect-CcAccount -DeviceCode -ClientId app -AuthUri "$parrot/oauth2/default/v1" -BaseUri "$parrot/v3" }
foreach ($name in 'token', 'access') {
    Invoke-Failing { Connect-CcAccount -AccessToken $given[$name] -BaseUri "$parrot/v3" @many -PassThru }
    Invoke-Failing { Get-CcContact -First 1 }
    foreach ($path in 'array', 'page', 'text') { Invoke-Failing { Invoke-CcRequest $path -Method POST -Body @{ name = 'x' } } }
}
Invoke-Failing { Invoke-CcRequest unreadable -Method POST -Body @{ name = 'x' } }

# Tokens that are refused.
Invoke-Failing { Connect-CcAccount -AccessToken $given.wrongToken -BaseUri $base; Get-CcConnection; Get-CcContact member1@example.com; Test-CcConnection }
Invoke-Failing { Connect-CcAccount -AccessToken $given.poorAccess -BaseUri $base @many; Get-CcContact member1@example.com; Test-CcConnection -For Update-CcContact }

# Each fault, with commands that read, write and send in bulk. Repeated requests wait, so reads are left out for such faults.
Connect-CcAccount -AccessToken $given.token -BaseUri $base @many
foreach ($fault in 'status-500', 'status-502', 'status-503', 'status-504', 'unauthorized', 'reset-before', 'reset-after', 'half-answer', 'html', 'invalid-json', 'huge-body', 'redirect', 'other-host-link', 'wrong-content-type', 'gzip-bomb', 'stale-link', 'cursor-expired', 'queue-full', 'activity-failed', 'activity-loses-rows') {
    Set-Fault 'P* /v3/*' $fault
    if ($fault -ne 'queue-full') {
        Invoke-Failing { New-CcContact "$fault@example.com" -FirstName X }
        Invoke-Failing { Invoke-CcRequest contact_lists -Method POST -Body @{ name = $fault } }
    }
    # A chunk whose answer is lost is looked for, which takes a minute each.
    if ($fault -in 'unauthorized', 'cursor-expired', 'queue-full', 'activity-failed', 'activity-loses-rows') {
        Invoke-Failing { Import-CcContactBulk "$folder/rows.csv" -List Members -ReportPath "$folder/import-$fault" }
    }
    if ($fault -notlike 'status-*' -and $fault -notlike 'reset-*' -and $fault -notin 'half-answer', 'queue-full') {
        Invoke-Failing { Update-CcContact member1@example.com -JobTitle $fault -PassThru -ReportPath "$folder/update-$fault.jsonl" }
        Set-Fault '* /v3/*' $fault
        Invoke-Failing { Get-CcContact -First 1 }
    }
}
Set-Fault 'GET /v3/contacts*' 'status-503'
Invoke-Failing { Get-CcContact member1@example.com }
Invoke-Failing { Get-CcContact nobody }
$null = Invoke-RestMethod "${control}faults" -Method Delete -Verbose:$false
Invoke-Failing { Get-CcContact nobody@example.com }
Invoke-Failing { Update-CcContact nobody@example.com -JobTitle X -PassThru }
Invoke-Failing { New-CcContact member1@example.com }
Invoke-Failing { Invoke-CcRequest contacts -Method POST -Body @{ nonsense = 1 } }
Set-Fault '* /v3/*' 'quota'
Invoke-Failing { 'member1@example.com', 'member2@example.com' | Update-CcContact -JobTitle X -PassThru }

# Where a machine would look: eight levels deep, past the reflection of TargetSite and MyCommand, in which ConvertTo-Json ends for
# no exception whatever, and past keys that it does not take.
$VerbosePreference = $DebugPreference = 'SilentlyContinue'
$Error | Select-Object -Property * | Out-String -Width 4000
$reflected = 'TargetSite', 'MyCommand', 'ErrorRecord', 'CommandInvocation', 'InnerException', 'Exception', 'InvocationInfo', 'Data', 'SerializationInfo'
$parts = foreach ($record in $Error) {
    $record
    if ($record.PSObject.Properties['InvocationInfo']) { $record.InvocationInfo }
    $exception = if ($record -is [Exception]) { $record } else { $record.Exception }
    while ($exception) {
        $exception
        $exception.Data.GetEnumerator() | ForEach-Object { [pscustomobject]@{ Key = "$($_.Key)"; Value = "$($_.Value)" } }
        $exception = $exception.InnerException
    }
}
$json = @($parts; $results) | ForEach-Object { $_ | Select-Object -Property * -ExcludeProperty $reflected | ConvertTo-Json -Depth 8 -WarningAction Ignore -ErrorAction Ignore }
[System.IO.File]::WriteAllText("$folder/errors.json", ($json -join "`n"))
[System.IO.File]::WriteAllText("$folder/ids.txt", (@($Error | ForEach-Object { ("$($_.FullyQualifiedErrorId)" -split ',')[0] } | Sort-Object -Unique) -join "`n"))
$null = Stop-Transcript
'came to the end'
'@
    $script:result = Invoke-Shell ($known + $failing)
}

AfterAll {
    Close-Parrot $parrot
    Close-Emulator $emulator
}

Describe 'A run that fails in every way' {
    It 'ran to its end, and failed in each of these ways' {
        $result.Output | Should -BeLike '*came to the end*' -Because $result.Error
        $ids = @(Get-Content -LiteralPath "$folder/ids.txt")
        foreach ($id in 'CcSignInFailed', 'CcCodeRefused', 'CcTokenStoreNeeded', 'CcSignInExpired', 'CcPersonNeeded', 'CcAuthenticationFailed', 'CcForbidden', 'CcServiceUnavailable', 'CcConnectionFailed',
            'CcUnexpectedResponse', 'CcInvalidRequest', 'CcQueueFull', 'CcNotFound', 'CcConflict', 'CcInvalidValue', 'CcQuotaExceeded') {
            $ids | Should -Contain $id
        }
    }

    It 'shows its work on the screen and in the transcript' {
        $transcript = Get-Content -LiteralPath "$folder/transcript.txt" -Raw
        foreach ($part in 'POST contact_lists -> 500', 'before attempt 2', 'the service says', 'PSMessageDetails') {
            $transcript | Should -BeLike "*$part*"
        }
    }

    It 'shows no token, secret or code on the screen' {
        Find-Secret $result.Output | Should -BeNullOrEmpty
        Find-Secret $result.Error | Should -BeNullOrEmpty
    }

    It 'leaves none in the transcript' {
        Find-Secret (Get-Content -LiteralPath "$folder/transcript.txt" -Raw) | Should -BeNullOrEmpty
    }

    It 'leaves none in errors and results after Select-Object and ConvertTo-Json' {
        $json = Get-Content -LiteralPath "$folder/errors.json" -Raw
        $json.Length | Should -BeGreaterThan 100000
        $json | Should -BeLike '*"RecommendedAction":*'
        Find-Secret $json | Should -BeNullOrEmpty
    }

    It 'leaves none in any file but the store of the sign-in' {
        $files = @($folder, $emulator.DataFolder | ForEach-Object { Get-ChildItem -LiteralPath $_ -Recurse -File -Force })
        $files.Count | Should -BeGreaterThan 20
        $stores = @($files | Where-Object Name -Like '*.token')
        $stores.Count | Should -BeGreaterThan 0
        foreach ($file in $files | Where-Object { $_ -notin $stores }) {
            $text = [System.Text.Encoding]::GetEncoding(28591).GetString([System.IO.File]::ReadAllBytes($file.FullName))
            Find-Secret $text | Should -BeNullOrEmpty -Because "$($file.FullName) holds one"
        }
    }

    It 'is searched reliably: the given secrets are found where they are' {
        $text = ($secrets.GetEnumerator() | ForEach-Object { "x$($_.Value)x" }) -join "`n"
        @(Find-Secret $text | Sort-Object) | Should -Be @($secrets.Keys | Sort-Object)
    }
}
