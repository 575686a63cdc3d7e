# Shared by the suites: the module under test, the emulator as a process of its own, and PowerShell processes. Runs in
# Windows PowerShell 5.1 too. What is tested and with what, where it is not this tree's own build (a package in CI):
#   CC_TEST_MODULE    folder or name of the module       output/ConstantContact unless set
#   CC_TEST_EMULATOR  path of ConstantContact.Emulator.dll    the newest build below src unless set
Set-StrictMode -Version 3

$root = (Resolve-Path (Join-Path $PSScriptRoot '../../..')).ProviderPath

# The repository's folder, or the path of something in it.
function Get-RepositoryPath {
    param([string] $ChildPath)

    if ($ChildPath) { Join-Path $root $ChildPath } else { $root }
}

# The argument for Import-Module.
function Get-TestedModule {
    if ($env:CC_TEST_MODULE) { $env:CC_TEST_MODULE } else { Join-Path $root 'output/ConstantContact' }
}

function Import-TestedModule {
    Import-Module -Name (Get-TestedModule) -Force -Global -ErrorAction Stop
}

function Get-EmulatorAssembly {
    if ($env:CC_TEST_EMULATOR) { return $env:CC_TEST_EMULATOR }
    $built = Get-ChildItem -Path (Join-Path $root 'src/ConstantContact.Emulator/bin') -Recurse -Filter 'ConstantContact.Emulator.dll' -ErrorAction Ignore |
        Sort-Object -Property LastWriteTime -Descending |
        Select-Object -First 1
    if (-not $built) { throw 'The emulator is not built. Build it with: dotnet build' }
    $built.FullName
}

# Starts an emulator on a free port, waits until it listens, and gives the module a data folder of its own, so that no run
# counts on another's allowance. -Argument: more of the emulator's options.
function Open-Emulator {
    param([int] $Member = 300, [string[]] $Argument = @())

    # For Start-CcEmulator in examples and scripts.
    $env:CONSTANTCONTACT_EMULATOR = Get-EmulatorAssembly
    $token = "pester-$([guid]::NewGuid().ToString('N'))"
    $line = @(('"{0}"' -f (Get-EmulatorAssembly)), '--urls', 'http://127.0.0.1:0', '--members', $Member, '--rate', 0, '--quota', 0, '--activity-duration', '00:00:00.050', '--token', $token) + $Argument
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', ($line -join ' '))
    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false
    $process = [System.Diagnostics.Process]::Start($start)
    $first = $process.StandardOutput.ReadLineAsync()
    if (-not $first.Wait([timespan]::FromSeconds(60)) -or "$($first.Result)" -notmatch '^Listening on (http://127\.0\.0\.1:\d+)$') {
        if (-not $process.HasExited) { $process.Kill() }
        throw "The emulator does not listen. It said: $(if ($first.IsCompleted) { $first.Result })"
    }
    $address = $Matches[1]
    $data = Join-Path ([System.IO.Path]::GetTempPath()) "cc-pester-$([guid]::NewGuid().ToString('N'))"
    $previous = $env:CONSTANTCONTACT_HOME
    $env:CONSTANTCONTACT_HOME = $data
    [pscustomobject]@{
        Process      = $process
        BaseUri      = "$address/v3"
        ControlUri   = "$address/_emulator/"
        Token        = $token
        DataFolder   = $data
        PreviousHome = $previous
    }
}

function Close-Emulator {
    param($Emulator)

    if (-not $Emulator) { return }
    if (-not $Emulator.Process.HasExited) {
        $Emulator.Process.Kill()
        $Emulator.Process.WaitForExit()
    }
    $Emulator.Process.Dispose()
    # The next suite of this process must not inherit a connection to an emulator that is gone.
    if (Get-Module ConstantContact) { Disconnect-CcAccount }
    $env:CONSTANTCONTACT_HOME = $Emulator.PreviousHome
    Remove-Item -LiteralPath $Emulator.DataFolder -Recurse -Force -ErrorAction Ignore
}

function ConvertTo-Secret {
    param([string] $Text)

    [System.Net.NetworkCredential]::new('', $Text).SecurePassword
}

# This runspace's connection, without limits on either side.
function Connect-Emulator {
    param($Emulator, [int] $RequestsPerSecond = 1000)

    Connect-CcAccount -AccessToken (ConvertTo-Secret $Emulator.Token) -BaseUri $Emulator.BaseUri -RequestsPerSecond $RequestsPerSecond -RequestsPerDay 1000000
}

# Calls the control interface. -Body: an object or JSON text.
function Invoke-Emulator {
    param($Emulator, [string] $Path, [string] $Method = 'Get', $Body)

    $call = @{ Uri = "$($Emulator.ControlUri)$Path"; Method = $Method; ErrorAction = 'Stop' }
    if ($null -ne $Body) {
        $text = if ($Body -is [string]) { $Body } else { ConvertTo-Json -InputObject $Body -Depth 20 }
        $call.Body = [System.Text.Encoding]::UTF8.GetBytes($text)
        $call.ContentType = 'application/json; charset=utf-8'
    }
    # Windows PowerShell gives an array as one object.
    Invoke-RestMethod @call | ForEach-Object { $_ }
}

# Back to the seed, with an empty log.
function Restore-Emulator {
    param($Emulator)

    $null = Invoke-Emulator $Emulator reset -Method Post
}

# The requests to the API, oldest first. -Write: no GETs.
function Get-EmulatorRequest {
    param($Emulator, [switch] $Write)

    Invoke-Emulator $Emulator requests | Where-Object { -not $Write -or $_.method -ne 'GET' }
}

function Clear-EmulatorRequest {
    param($Emulator)

    $null = Invoke-Emulator $Emulator requests -Method Delete
}

# A contact as the service has it, past the API.
function Get-StoredContact {
    param($Emulator, [string] $Email)

    (Invoke-Emulator $Emulator state).contacts |
        Where-Object { $_.PSObject.Properties['email_address'] -and $_.email_address -and $_.email_address.address -eq $Email }
}

# How this very PowerShell is started: file and first arguments.
function Get-ShellCommand {
    $name = if ($PSVersionTable.PSEdition -eq 'Core') { 'pwsh' } else { 'powershell' }
    foreach ($file in "$name.exe", $name) {
        $path = Join-Path $PSHOME $file
        if (Test-Path -LiteralPath $path -PathType Leaf) { return @($path) }
    }

    # Installed as a .NET tool, it has no program of its own.
    @('dotnet', (Join-Path $PSHOME "$name.dll"))
}

# Starts a new PowerShell with this script. -Answer: lines for its prompts; without them it is -NonInteractive.
function Open-Shell {
    param([string] $Script, [string[]] $Answer, [string] $Folder = $PWD.ProviderPath)

    $file = Join-Path ([System.IO.Path]::GetTempPath()) "cc-pester-$([guid]::NewGuid().ToString('N')).ps1"
    # With a byte order mark: Windows PowerShell reads UTF-8 by it alone.
    [System.IO.File]::WriteAllText($file, $Script, [System.Text.UTF8Encoding]::new($true))
    $command = @(Get-ShellCommand)
    $line = @($command | Select-Object -Skip 1 | ForEach-Object { '"{0}"' -f $_ }) + '-NoProfile'
    if ($null -eq $Answer) { $line += '-NonInteractive' }
    if ($PSVersionTable.PSEdition -ne 'Core' -or $IsWindows) { $line += '-ExecutionPolicy', 'Bypass' }
    $line += '-File', ('"{0}"' -f $file)
    $start = [System.Diagnostics.ProcessStartInfo]::new($command[0], ($line -join ' '))
    $start.WorkingDirectory = $Folder
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.EnvironmentVariables['NO_COLOR'] = '1'
    $process = [System.Diagnostics.Process]::Start($start)
    $running = [pscustomobject]@{
        Process = $process
        Output  = $process.StandardOutput.ReadToEndAsync()
        Error   = $process.StandardError.ReadToEndAsync()
        File    = $file
    }
    foreach ($one in $Answer) { $process.StandardInput.WriteLine($one) }
    $process.StandardInput.Close()
    $running
}

# Waits for the process. Returns its exit code, and its output without escape sequences.
function Wait-Shell {
    param($Running, [int] $TimeoutSeconds = 300)

    $ended = $Running.Process.WaitForExit($TimeoutSeconds * 1000)
    if (-not $ended) { $Running.Process.Kill() }
    $Running.Process.WaitForExit()
    $result = [pscustomobject]@{
        ExitCode = $Running.Process.ExitCode
        Output   = $Running.Output.Result -replace '\x1b\[[0-9;?]*[A-Za-z]', ''
        Error    = $Running.Error.Result -replace '\x1b\[[0-9;?]*[A-Za-z]', ''
    }
    $Running.Process.Dispose()
    Remove-Item -LiteralPath $Running.File -ErrorAction Ignore
    if (-not $ended) { throw "The shell did not end within $TimeoutSeconds s. It wrote: $($result.Output) $($result.Error)" }
    $result
}

function Invoke-Shell {
    param([string] $Script, [string[]] $Answer, [string] $Folder = $PWD.ProviderPath)

    Wait-Shell (Open-Shell -Script $Script -Answer $Answer -Folder $Folder)
}

# The beginning of a script for Invoke-Shell: the module, connected. Secrets are given as a user does, by the environment.
function Get-ShellPreamble {
    param($Emulator)

    @"
Import-Module '$(Get-TestedModule)' -ErrorAction Stop
`$env:CONSTANTCONTACT_ACCESS_TOKEN = '$($Emulator.Token)'
`$env:CONSTANTCONTACT_BASE_URL = '$($Emulator.BaseUri)'
Connect-CcAccount -FromEnvironment -RequestsPerSecond 1000 -RequestsPerDay 1000000
"@
}

# The text that a script shows on the screen beside its output, such as the previews of -WhatIf.
function Get-ScreenText {
    param([scriptblock] $Script)

    $path = Join-Path ([System.IO.Path]::GetTempPath()) "screen-$([guid]::NewGuid()).txt"
    $null = Start-Transcript -LiteralPath $path
    try { $null = & $Script }
    finally { $null = Stop-Transcript }
    try { Get-Content -LiteralPath $path -Raw }
    finally { Remove-Item -LiteralPath $path }
}

# Display text of a view, as wide as said, without colours.
function Get-View {
    param([Parameter(ValueFromPipeline)] $InputObject, [int] $Width = 200)

    begin { $all = @() }
    process { $all += $InputObject }
    end { ($all | Out-String -Width $Width) -replace '\x1b\[[0-9;]*m', '' }
}
