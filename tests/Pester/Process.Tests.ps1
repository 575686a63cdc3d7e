BeforeDiscovery {
    $script:isUnix = $PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $script:emulator = Open-Emulator -Member 300
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'A script in a job' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'ends with 0 where all went well' {
        (Invoke-Shell "$(Get-ShellPreamble $emulator)`n`$ErrorActionPreference = 'Stop'`nUpdate-CcContact member1@example.com -JobTitle Pilot").ExitCode | Should -Be 0
    }

    It 'ends with 1 at the first failure under Stop, and says why' {
        $result = Invoke-Shell "`$ErrorActionPreference = 'Stop'`n$(Get-ShellPreamble $emulator)`nUpdate-CcContact nobody@example.com -JobTitle Pilot`n'went on'"
        $result.ExitCode | Should -Be 1
        $result.Output | Should -Not -BeLike '*went on*'
        $result.Error | Should -BeLike '*nobody@example.com*'
    }

    It 'ends with the exit code that it makes of a summary' {
        $result = Invoke-Shell "$(Get-ShellPreamble $emulator)`n`$summary = [pscustomobject]@{ email = 'bad@' } | Import-CcContactBulk -List Members -ErrorAction SilentlyContinue`nexit `$summary.ExitCode"
        $result.ExitCode | Should -BeGreaterThan 0
    }

    It 'writes no escape sequence and no progress into a file' {
        $result = Invoke-Shell "$(Get-ShellPreamble $emulator)`nGet-CcContact -First 3 | Out-File '$TestDrive/out.txt' -Encoding utf8`n[pscustomobject]@{ email = 'bulk@example.com' } | Import-CcContactBulk -List Members | Out-File '$TestDrive/out.txt' -Append -Encoding utf8"
        $result.ExitCode | Should -Be 0
        [System.IO.File]::ReadAllText("$TestDrive/out.txt") | Should -Not -Match '\x1b'
    }

    It 'is stopped by Ctrl+C; its report has every row that it took, and no request follows' -Skip:(-not $isUnix) {
        $null = Invoke-Emulator $emulator options -Method Patch -Body @{ latency = 1000 }
        $running = Open-Shell "$(Get-ShellPreamble $emulator)`n1..290 | ForEach-Object { [pscustomobject]@{ email = `"member`$_@example.com`"; job_title = 'Pilot' } } | Update-CcContact -ReportPath '$TestDrive/run.jsonl' -ErrorAction SilentlyContinue -WarningAction SilentlyContinue"
        $patience = [System.Diagnostics.Stopwatch]::StartNew()
        while (@(Get-EmulatorRequest $emulator -Write).Count -lt 3 -and $patience.Elapsed.TotalSeconds -lt 60) { Start-Sleep -Milliseconds 100 }
        & /bin/kill -INT $running.Process.Id
        $null = Wait-Shell $running

        # All rows take 580 requests, which this service answers for more than a minute.
        $count = @(Get-EmulatorRequest $emulator).Count
        $count | Should -BeLessThan 500
        Start-Sleep -Milliseconds 500
        @(Get-EmulatorRequest $emulator).Count | Should -Be $count

        $report = @(Get-Content "$TestDrive/run.jsonl" | ForEach-Object { ConvertFrom-Json -InputObject $_ })
        $updated = @($report | Where-Object { $_.PSObject.Properties['outcome'] -and $_.outcome -eq 'Updated' })
        $updated.Count | Should -BeGreaterThan 0
        foreach ($row in $updated) { (Get-StoredContact $emulator $row.email).job_title | Should -Be 'Pilot' }
        $report[-1].PSObject.Properties['summary'] | Should -Not -BeNullOrEmpty
    }
}
