<#
.SYNOPSIS
    Tests the package of build.ps1 -Task Package on this machine, with this PowerShell.
.DESCRIPTION
    Expects beside tests the folders packages (with the .nupkg) and emulator (published), as .github/workflows/ci.yml
    lays them out. Unpacks the package, installs Pester where it is missing, and runs the suites on what was unpacked.
    Windows PowerShell needs neither PSResourceGet nor a repository for that.
#>
[CmdletBinding()]
param(
    [string] $Root = (Join-Path $PSScriptRoot '../../..'),
    # The required version of this PowerShell, with wildcards. Otherwise, another one on the PATH could be tested unnoticed.
    [string] $PowerShellVersion = '*'
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$Root = (Resolve-Path -LiteralPath $Root).ProviderPath

$PSVersionTable | Out-String | Write-Output
if ("$($PSVersionTable.PSVersion)" -notlike $PowerShellVersion) { throw "This is PowerShell $($PSVersionTable.PSVersion), and $PowerShellVersion was asked for." }
if (-not (Get-Module -ListAvailable Pester | Where-Object Version -GE ([version]'5.7'))) {
    if (Get-Command Install-PSResource -ErrorAction Ignore) {
        Install-PSResource -Name Pester -Version '[6.0,7.0)' -TrustRepository
    }
    else {
        [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.SecurityProtocolType]::Tls12
        $null = Install-PackageProvider -Name NuGet -Force -Scope CurrentUser
        Install-Module -Name Pester -MinimumVersion 5.7 -Force -SkipPublisherCheck -Scope CurrentUser
    }
}

$package = Get-ChildItem -Path (Join-Path $Root 'packages') -Filter 'ConstantContact.*.nupkg' | Select-Object -First 1
if (-not $package) { throw "There is no package in $(Join-Path $Root 'packages')." }
$modules = Join-Path ([System.IO.Path]::GetTempPath()) "cc-package-$([guid]::NewGuid().ToString('N'))"
$folder = Join-Path $modules 'ConstantContact'
Add-Type -AssemblyName System.IO.Compression.FileSystem
[System.IO.Compression.ZipFile]::ExtractToDirectory($package.FullName, $folder)

$env:CC_TEST_MODULE = $folder
$env:CC_TEST_EMULATOR = (Resolve-Path -LiteralPath (Join-Path $Root 'emulator/ConstantContact.Emulator.dll')).ProviderPath
try {
    Import-Module -Name Pester -MinimumVersion 5.7
    $settings = New-PesterConfiguration
    $settings.Run.Path = Join-Path $Root 'tests/Pester'
    $settings.Run.PassThru = $true
    $settings.Output.Verbosity = 'Normal'
    $result = Pester\Invoke-Pester -Configuration $settings
    Write-Output "Pester: $($result.PassedCount) passed, $($result.FailedCount) failed, $($result.SkippedCount) skipped"
    if ($result.Result -ne 'Passed') { exit 1 }
}
finally {
    Remove-Item -LiteralPath $modules -Recurse -Force -ErrorAction Ignore
}
