#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests, documents and packages the ConstantContact module.
.DESCRIPTION
    Clean     removes output/ and the projects' bin and obj folders.
    Build     builds the solution; the importable module lies in output/ConstantContact afterwards.
    Test      runs dotnet test and, with Pester, the suites in tests/Pester.
    Pester    runs the Pester suites alone.
    Analyze   runs PSScriptAnalyzer with the settings of the PowerShell Gallery.
    Docs      builds the MAML help from docs/en-US into the module and checks that pages and cmdlets agree.
    Package   Build and Docs in Release, then a .nupkg in output/packages.

    A tool that is missing is named together with the command that installs it.
.EXAMPLE
    ./build.ps1 -Task Build

    Builds the module.
.EXAMPLE
    ./build.ps1 -Task Clean, Test

    Builds and tests from scratch.
#>
[CmdletBinding()]
param(
    [ValidateSet('Clean', 'Build', 'Test', 'Pester', 'Analyze', 'Docs', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$module = Join-Path $root 'output/ConstantContact'
$manifest = Join-Path $module 'ConstantContact.psd1'

function Assert-Tool {
    param([string] $Module, [version] $MinimumVersion)

    $found = Get-Module -ListAvailable -Name $Module | Sort-Object Version -Descending | Select-Object -First 1
    if (-not $found -or $found.Version -lt $MinimumVersion) {
        throw "This task needs $Module $MinimumVersion or newer. Install it with: Install-PSResource -Name $Module -TrustRepository"
    }
    Import-Module -Name $Module -MinimumVersion $MinimumVersion
}

function Invoke-Dotnet {
    param([string[]] $Argument)

    if (-not (Get-Command dotnet -ErrorAction Ignore)) {
        throw 'This task needs the .NET SDK 10 or newer: https://dotnet.microsoft.com/download'
    }
    & dotnet @Argument
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($Argument[0]) failed with exit code $LASTEXITCODE." }
}

function Invoke-Clean {
    $folders = @(Join-Path $root 'output') + @(
        Get-ChildItem -Path (Join-Path $root 'src'), (Join-Path $root 'tests') -Directory |
            ForEach-Object { Join-Path $_.FullName 'bin'; Join-Path $_.FullName 'obj' })
    $folders | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
}

function Invoke-Build {
    Invoke-Dotnet -Argument 'build', (Join-Path $root 'CcPowerShell.sln'), '--configuration', $Configuration
}

function Invoke-Pester {
    Assert-Tool -Module Pester -MinimumVersion 5.7
    if (-not (Test-Path $manifest)) { Invoke-Build }
    $settings = New-PesterConfiguration
    $settings.Run.Path = Join-Path $root 'tests/Pester'
    $settings.Run.PassThru = $true
    $settings.Output.Verbosity = 'Normal'
    $result = Pester\Invoke-Pester -Configuration $settings
    Write-Output "Pester: $($result.PassedCount) passed, $($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount) failed, $($result.SkippedCount) skipped"
    if ($result.Result -ne 'Passed') { throw 'Pester tests failed.' }
}

function Invoke-Test {
    Invoke-Dotnet -Argument 'test', (Join-Path $root 'CcPowerShell.sln'), '--configuration', $Configuration
    Invoke-Pester
}

function Invoke-Analyze {
    Assert-Tool -Module PSScriptAnalyzer -MinimumVersion 1.22
    if (-not (Test-Path $manifest)) { Invoke-Build }
    # The manifest where its files are, or it is found to name files that do not exist.
    $findings = @(
        @($manifest, (Join-Path $root 'build.ps1')) + @('tests/Pester', 'tests/Shared', 'src/ConstantContact.Shell/Demo' | ForEach-Object { Join-Path $root $_ }) |
            ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Recurse -Settings PSGallery }
    )
    $findings | ForEach-Object { Write-Output "$($_.ScriptName):$($_.Line) $($_.RuleName): $($_.Message)" }
    # What the pages show is copied by users.
    foreach ($page in @(Get-ChildItem -Path (Join-Path $root 'docs') -Recurse -Filter '*.md') + @(Get-Item -Path (Join-Path $root 'README.md'))) {
        foreach ($example in [regex]::Matches((Get-Content -Path $page.FullName -Raw), '(?ms)^```powershell\s*?\n(.*?)^```')) {
            foreach ($finding in Invoke-ScriptAnalyzer -ScriptDefinition $example.Groups[1].Value -Settings PSGallery) {
                Write-Output "$($page.Name): $($finding.RuleName): $($finding.Message) ($($finding.Extent.Text))"
                $findings += $finding
            }
        }
    }
    if ($findings.Count -gt 0) { throw "PSScriptAnalyzer has $($findings.Count) findings." }
    Write-Output 'PSScriptAnalyzer: no findings'
}

function Build-Help {
    Assert-Tool -Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
    if (-not (Test-Path $manifest)) { Invoke-Build }
    $help = Join-Path $module 'en-US'
    $null = New-Item -ItemType Directory -Path $help -Force
    $pages = @(Get-ChildItem -Path (Join-Path $root 'docs/en-US') -Filter '*-Cc*.md')
    $commands = @($pages | ForEach-Object { Import-MarkdownCommandHelp -Path $_.FullName })
    # PlatyPS writes below a folder of the module's name; the engine looks in the culture's folder itself.
    $scratch = Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName())
    try {
        $made = @($commands | Export-MamlCommandHelp -OutputFolder $scratch -Force)
        $made | Copy-Item -Destination (Join-Path $help 'ConstantContact.PowerShell.dll-Help.xml') -Force
    }
    finally {
        Remove-Item -Path $scratch -Recurse -Force -ErrorAction Ignore
    }
    Write-Output "Docs: $($pages.Count) pages in $help"
}

function Invoke-Package {
    if (-not (Get-Command Publish-PSResource -ErrorAction Ignore)) {
        throw 'This task needs Microsoft.PowerShell.PSResourceGet. Install it with: Install-Module -Name Microsoft.PowerShell.PSResourceGet'
    }
    $script:Configuration = 'Release'
    Invoke-Build
    Build-Help
    $packages = Join-Path $root 'output/packages'
    $null = New-Item -ItemType Directory -Path $packages -Force
    Get-ChildItem -Path $packages -Filter '*.nupkg' | Remove-Item
    $name = "cc-$([guid]::NewGuid().ToString('N'))"
    Register-PSResourceRepository -Name $name -Uri $packages -Trusted
    try {
        Publish-PSResource -Path $module -Repository $name
    }
    finally {
        Unregister-PSResourceRepository -Name $name
    }
    Get-ChildItem -Path $packages -Filter '*.nupkg' | ForEach-Object { Write-Output "Package: $($_.FullName)" }
}

foreach ($step in $Task) {
    Write-Output "== $step"
    switch ($step) {
        'Docs' { Build-Help }
        default { & "Invoke-$step" }
    }
}
