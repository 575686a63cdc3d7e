#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests, documents and packages the ConstantContact module.
.DESCRIPTION
    Clean     removes output/ and the projects' bin and obj folders.
    Build     builds the solution; the importable module lies in output/ConstantContact afterwards.
    Test      runs dotnet test, which runs the suites in tests/Pester too.
    Pester    runs the Pester suites alone, in this PowerShell.
    Analyze   runs PSScriptAnalyzer with the settings of the PowerShell Gallery.
    Docs      brings the pages in docs/en-US up to date with the cmdlets, and renews what the module ships of them:
              the MAML help and the about topics in src/Module/en-US.
    Package   Build in Release, then a .nupkg in output/packages.

    Before the first task starts, the script looks for the tools that the tasks need. If one is missing, it names the tool
    and the command that installs it, and starts nothing.
.EXAMPLE
    ./build.ps1 -Task Build

    Builds the module.
.EXAMPLE
    ./build.ps1 -Task Clean, Test

    Builds and tests from scratch.
#>
[CmdletBinding()]
param(
    [ArgumentCompletions('Clean', 'Build', 'Test', 'Pester', 'Analyze', 'Docs', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

# pwsh -File hands over Clean,Package as one text.
$Task = @($Task -split ',' | ForEach-Object Trim)
$known = 'Clean', 'Build', 'Test', 'Pester', 'Analyze', 'Docs', 'Package'
if ($unknown = $Task | Where-Object { $_ -notin $known }) { throw "There is no task $($unknown -join ', '). The tasks are $($known -join ', ')." }

$root = $PSScriptRoot
$module = Join-Path $root 'output/ConstantContact'
$manifest = Join-Path $module 'ConstantContact.psd1'

# What each task needs besides PowerShell. All of it is looked for before the first task starts.
$tools = @{
    Build   = 'dotnet'
    Test    = 'dotnet'
    Pester  = 'dotnet', 'Pester'
    Analyze = 'dotnet', 'PSScriptAnalyzer'
    Docs    = 'dotnet', 'Microsoft.PowerShell.PlatyPS'
    Package = 'dotnet', 'Microsoft.PowerShell.PSResourceGet'
}
$minimumVersions = @{
    'Pester'                             = [version] '5.7'
    'PSScriptAnalyzer'                   = [version] '1.22'
    'Microsoft.PowerShell.PlatyPS'       = [version] '1.0'
    'Microsoft.PowerShell.PSResourceGet' = [version] '1.0'
}

function Assert-Tool {
    param([string[]] $Task)

    $missing = foreach ($name in $Task | ForEach-Object { $tools[$_] } | Where-Object { $_ } | Select-Object -Unique) {
        if ($name -eq 'dotnet') {
            if (-not (Get-Command dotnet -ErrorAction Ignore)) { 'the .NET SDK 10 or newer: https://dotnet.microsoft.com/download' }
            continue
        }
        $newest = Get-Module -ListAvailable -Name $name | Sort-Object Version -Descending | Select-Object -First 1
        if ($newest -and $newest.Version -ge $minimumVersions[$name]) { continue }
        $install = if ($name -like '*PSResourceGet') { "Install-Module -Name $name" } else { "Install-PSResource -Name $name -TrustRepository" }
        "$name $($minimumVersions[$name]) or newer: $install"
    }
    if ($missing) {
        $who = if ($Task.Count -eq 1) { "The task $Task needs" } else { "The tasks $($Task -join ', ') need" }
        throw "Nothing was started. $who`:`n  $($missing -join "`n  ")"
    }
}

function Invoke-Dotnet {
    param([string[]] $Argument)

    & dotnet @Argument
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($Argument[0]) failed with exit code $LASTEXITCODE." }
}

function Invoke-Clean {
    $folders = @(Join-Path $root 'output') + @(
        Get-ChildItem -Path (Join-Path $root 'src'), (Join-Path $root 'tests') -Recurse -Filter '*.csproj' |
            ForEach-Object { Join-Path $_.DirectoryName 'bin'; Join-Path $_.DirectoryName 'obj' })
    $folders | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
}

function Invoke-Build {
    Invoke-Dotnet -Argument 'build', (Join-Path $root 'CcPowerShell.sln'), '--configuration', $Configuration
}

function Invoke-Pester {
    Import-Module -Name Pester -MinimumVersion $minimumVersions['Pester']
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
}

function Invoke-Analyze {
    if (-not (Test-Path $manifest)) { Invoke-Build }
    # The manifest where its files are, or it is found to name files that do not exist.
    $findings = @(
        @($manifest, (Join-Path $root 'build.ps1'), (Join-Path $root '.ci/publish.ps1')) + @('tests/Pester', 'tests/Shared', 'src/ConstantContact.Shell/Demo' | ForEach-Object { Join-Path $root $_ }) |
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

function Invoke-Docs {
    $tests = Join-Path $root 'tests/ConstantContact.PowerShell.Tests'
    $shipped = Join-Path $root 'src/Module/en-US'
    $env:CC_WRITE_PAGES = '1'
    $scratch = Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName())
    try {
        # First the facts in the pages, then what is made from the pages.
        Invoke-Dotnet -Argument 'test', $tests, '--configuration', $Configuration, '--filter', 'HelpPageTests'
        $pages = @(Get-ChildItem -Path (Join-Path $root 'docs/en-US') -Filter '*-Cc*.md')
        $made = @($pages | ForEach-Object { Import-MarkdownCommandHelp -Path $_.FullName } | Export-MamlCommandHelp -OutputFolder $scratch -Force)
        $env:CC_PLATYPS_MAML = $made[0].FullName
        Invoke-Dotnet -Argument 'test', $tests, '--configuration', $Configuration, '--no-build', '--filter', 'ShippedHelpTests'
    }
    finally {
        Remove-Item -Path $scratch -Recurse -Force -ErrorAction Ignore
        Remove-Item -Path Env:CC_WRITE_PAGES, Env:CC_PLATYPS_MAML -ErrorAction Ignore
    }
    Write-Output "Docs: $($pages.Count) pages and the about topics in $shipped. The next build lays them out."
}

function Invoke-Package {
    $script:Configuration = 'Release'
    Invoke-Build
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

Assert-Tool -Task $Task
foreach ($step in $Task) {
    Write-Output "== $step"
    & "Invoke-$step"
}
