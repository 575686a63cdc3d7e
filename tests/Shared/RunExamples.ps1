# Runs the examples of the help pages one after the other: RunExamples.ps1 PLAN.json SAMPLES WORK
# $CcEmulator is set to the addresses of an emulator. Prints a line for each.
param([string]$Plan, [string]$Samples, [string]$Work)

$ConfirmPreference = 'None'
$ProgressPreference = 'SilentlyContinue'
$env:CONSTANTCONTACT_ACCESS_TOKEN = $CcEmulator.Token
$env:CONSTANTCONTACT_BASE_URL = "$($CcEmulator.BaseUri)"
$env:CONSTANTCONTACT_AUTH_URL = "$($CcEmulator.BaseUri)" -replace '/v3/?$', '/oauth2/default/v1'
$token = ConvertTo-SecureString $CcEmulator.Token -AsPlainText -Force

. "$PSScriptRoot/RecipeSources.ps1"

function Get-MissingCommand {
    param([string]$Script)
    $problems = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Script, [ref]$null, [ref]$problems)
    if ($problems) { throw "$($problems[0])" }
    $tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true) |
        ForEach-Object { $_.GetCommandName() } |
        Where-Object { $_ -and $_ -notmatch '^\w+-Cc' -and -not (Get-Command $_ -ErrorAction Ignore) }
}

foreach ($example in @(Get-Content $Plan -Raw | ConvertFrom-Json)) {
    $null = Invoke-RestMethod "$($CcEmulator.ControlUri)reset" -Method Post
    $null = Invoke-RestMethod "$($CcEmulator.ControlUri)options" -Method Patch -Body '{ "rate": 0, "quota": 0, "activity_duration": "00:00:00.050" }'
    foreach ($folder in $Work, "$Work-home") {
        if ([IO.Directory]::Exists($folder)) { [IO.Directory]::Delete($folder, $true) }
    }
    $null = [IO.Directory]::CreateDirectory($Work)
    # The file cmdlets would take most of the time of a short script.
    foreach ($file in [IO.Directory]::GetFiles($Samples)) {
        [IO.File]::Copy($file, [IO.Path]::Combine($Work, [IO.Path]::GetFileName($file)))
    }

    # The sign-ins that examples and recipes go on with: a seed in the environment, and one saved as nightly.
    $signIn = Invoke-RestMethod "$($CcEmulator.ControlUri)sign-in" -Method Post -Body '{ "client_id": "emulator-long-lived", "scope": "contact_data account_read" }'
    $env:CONSTANTCONTACT_REFRESH_TOKEN = $automation['CcSignIn'] = $signIn.refresh_token
    $env:CONSTANTCONTACT_HOME = "$Work-home"
    $env:STATE_DIRECTORY = "$Work-home/state"
    $env:CONSTANTCONTACT_CLIENT_ID = 'emulator-long-lived'
    $env:CONSTANTCONTACT_CLIENT_SECRET = 'emulator-secret'
    $clientId = 'emulator-public'
    Push-Location $Work
    try {
        $missing = @(Get-MissingCommand $example.script)
        if ($missing) {
            "LEFT`t$($example.id)`tneeds $($missing -join ', ')"
            continue
        }
        Connect-CcAccount -FromEnvironment -ProfileName nightly -RequestsPerSecond 1000 -RequestsPerDay 1000000
        Connect-CcAccount -AccessToken $token -BaseUri $CcEmulator.BaseUri -RequestsPerSecond 1000 -RequestsPerDay 1000000
        $ErrorActionPreference = 'Stop'
        $null = & ([scriptblock]::Create($example.script)) 3>$null 4>$null 5>$null 6>$null
        "OK`t$($example.id)"
    }
    catch {
        "FAILED`t$($example.id)`t$($_.FullyQualifiedErrorId): $_"
    }
    finally {
        $ErrorActionPreference = 'Continue'
        Pop-Location
    }
}
