BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    $isCore = $PSVersionTable.PSEdition -eq 'Core'
    if (-not $isCore) { Write-Warning 'SKIPPED: the examples are run by PowerShell 7.' }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $script:emulator = Open-Emulator -Member 300
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'The examples of pages and topics' {
    It 'run without an error against the emulator, all of them' -Skip:(-not $isCore) {
        $plan = foreach ($page in Get-ChildItem -Path (Get-RepositoryPath docs/en-US) -Filter '*.md') {
            $number = 0
            # A cmdlet's example may be written in several fences; they belong together.
            $parts = if ($page.Name -like 'about_*') { , (Get-Content $page.FullName -Raw) } else { (Get-Content $page.FullName -Raw) -split '(?m)^### (?=Example)' | Select-Object -Skip 1 }
            foreach ($part in $parts) {
                $scripts = [regex]::Matches($part, '(?ms)^```powershell\s*?\n(.*?)^```').ForEach({ $_.Groups[1].Value.TrimEnd() })
                if (-not $scripts) { continue }
                $units = if ($page.Name -like 'about_*') { $scripts } else { , ($scripts -join "`n") }
                foreach ($script in $units) {
                    $number++
                    @{ id = "$($page.BaseName), $number"; script = $script }
                }
            }
        }
        @($plan).Count | Should -BeGreaterThan 20
        $file = Join-Path $TestDrive 'plan.json'
        ConvertTo-Json -InputObject @($plan) -Depth 4 | Set-Content -Path $file
        $result = Invoke-Shell @"
Import-Module '$(Get-TestedModule)' -ErrorAction Stop
`$CcEmulator = [pscustomobject]@{ BaseUri = '$($emulator.BaseUri)'; ControlUri = '$($emulator.ControlUri)'; Token = '$($emulator.Token)' }
. '$(Get-RepositoryPath tests/Shared/RunExamples.ps1)' -Plan '$file' -Samples '$(Get-RepositoryPath docs/examples)' -Work '$(Join-Path $TestDrive work)'
"@
        $lines = @($result.Output -split '\r?\n' | Where-Object { $_ -match '^(OK|LEFT|FAILED)\t' })
        # What needs a person at a browser, or the task scheduler of Windows, is not for here.
        $lines | Where-Object { $_ -notmatch '^OK\t|^FAILED\t.*\tCcPersonNeeded,|^LEFT\t.*ScheduledTask' } | Should -BeNullOrEmpty
        $lines.Count | Should -Be @($plan).Count -Because "$($result.Error)"
    }
}
