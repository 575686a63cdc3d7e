<#
.SYNOPSIS
    Runs suites for dotnet test, and writes NAME.json for each: what became of every It.
.DESCRIPTION
    Any number of these may run side by side with the same results folder: each takes the next suite that no other has taken.
#>
[CmdletBinding()]
param(
    # Pester's manifest.
    [Parameter(Mandatory)] [string] $Pester,
    # A folder that is empty before the first of them starts.
    [Parameter(Mandatory)] [string] $Results,
    # The suites' files, in the order to take them.
    [Parameter(Mandatory, ValueFromRemainingArguments)] [string[]] $Suite
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module -Name $Pester

function Get-ErrorText {
    param([Parameter(ValueFromPipeline)] $InputObject)

    process { $InputObject.ErrorRecord | ForEach-Object { "$($_.Exception.Message)`n$($_.ScriptStackTrace)" } }
}

foreach ($path in $Suite) {
    $name = [System.IO.Path]::GetFileName($path) -replace '\.Tests\.ps1$'
    try { [System.IO.File]::Open((Join-Path $Results "$name.taken"), 'CreateNew').Dispose() } catch [System.IO.IOException] { continue }

    $settings = New-PesterConfiguration
    $settings.Run.Path = $path
    $settings.Run.PassThru = $true
    $settings.Output.Verbosity = 'None'
    $run = Pester\Invoke-Pester -Configuration $settings
    $outcome = @{
        Tests  = @($run.Tests | ForEach-Object {
                @{ Line = $_.StartLine; Name = $_.ExpandedPath; Result = "$($_.Result)"; Error = @($_ | Get-ErrorText) -join "`n" }
            })
        Errors = @($run.FailedContainers + $run.FailedBlocks | Get-ErrorText)
    }

    # Under its name when it is complete.
    $file = Join-Path $Results "$name.json"
    [System.IO.File]::WriteAllText("$file.new", (ConvertTo-Json -InputObject $outcome -Depth 5))
    [System.IO.File]::Move("$file.new", $file)
}
