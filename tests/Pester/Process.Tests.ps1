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

    It 'ends with 0 after success' {
        (Invoke-Shell "$(Get-ShellPreamble $emulator)`n`$ErrorActionPreference = 'Stop'`nUpdate-CcContact member1@example.com -JobTitle Pilot").ExitCode | Should -Be 0
    }

    It 'ends with 1 at the first failure with -ErrorAction Stop, and says why' {
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

    It 'is stopped by Ctrl+C, after which its report has every row and nothing else is sent' -Skip:(-not $isUnix) {
        $null = Invoke-Emulator $emulator options -Method Patch -Body @{ latency = 1000 }
        $running = Open-Shell "$(Get-ShellPreamble $emulator)`n1..290 | ForEach-Object { [pscustomobject]@{ email = `"member`$_@example.com`"; job_title = 'Pilot' } } | Update-CcContact -ReportPath '$TestDrive/run.jsonl' -ErrorAction SilentlyContinue -WarningAction SilentlyContinue"
        $patience = [System.Diagnostics.Stopwatch]::StartNew()
        while (@(Get-EmulatorRequest $emulator -Write).Count -lt 3 -and $patience.Elapsed.TotalSeconds -lt 60) { Start-Sleep -Milliseconds 100 }
        & /bin/kill -INT $running.Process.Id
        $null = Wait-Shell $running

        # All rows take 580 requests, which this service answers for more than a minute.
        @(Get-EmulatorRequest $emulator).Count | Should -BeLessThan 500

        $report = @(Get-Content "$TestDrive/run.jsonl" | ForEach-Object { ConvertFrom-Json -InputObject $_ })
        $updated = @($report | Where-Object { $_.PSObject.Properties['outcome'] -and $_.outcome -eq 'Updated' })
        $updated.Count | Should -BeGreaterThan 0
        foreach ($row in $updated) { (Get-StoredContact $emulator $row.email).job_title | Should -Be 'Pilot' }
        $report[-1].PSObject.Properties['summary'] | Should -Not -BeNullOrEmpty
    }

    It 'is killed between rows, and ends as one clean run after the same command and Resume-CcRun' -Skip:(-not $isUnix) {
        $rows = 1..3 + 6..14 | ForEach-Object { [pscustomobject]@{ email = "member$_@example.com"; job_title = "Pilot $_"; add_note = "called $_" } }
        $rows | Export-Csv "$TestDrive/rows.csv" -NoTypeInformation
        $update = "Import-Csv '$TestDrive/rows.csv' | Update-CcContact -RunId killed -ReportPath '$TestDrive/killed.jsonl'"
        $null = Invoke-Emulator $emulator options -Method Patch -Body @{ latency = 1000 }
        foreach ($write in 2, 6) {
            $running = Open-Shell "$(Get-ShellPreamble $emulator)`n$update"
            $patience = [System.Diagnostics.Stopwatch]::StartNew()
            while (@(Get-EmulatorRequest $emulator -Write).Count -lt $write -and $patience.Elapsed.TotalSeconds -lt 60) { Start-Sleep -Milliseconds 20 }
            $running.Process.Kill()
            (Wait-Shell $running).ExitCode | Should -Not -Be 0
        }

        $null = Invoke-Emulator $emulator options -Method Patch -Body @{ latency = 0 }
        Test-Path "$TestDrive/killed.jsonl" | Should -BeFalse
        $last = Invoke-Shell "$(Get-ShellPreamble $emulator)`nImport-Csv '$TestDrive/rows.csv' | Resume-CcRun -RunId killed`n(Get-CcRun killed).State"
        $last.ExitCode | Should -Be 0 -Because $last.Error
        $last.Output | Should -BeLike '*Finished*'

        # The report goes to the path of the first command.
        $report = @(Get-Content "$TestDrive/killed.jsonl" | ForEach-Object { ConvertFrom-Json -InputObject $_ } | Where-Object { $_.PSObject.Properties['outcome'] })
        $report.outcome | Should -Be (@('Updated') * 12)
        $report.row | Should -Be (1..12)
        foreach ($row in $rows) {
            $contact = Get-StoredContact $emulator $row.email
            $contact.job_title | Should -Be $row.job_title
            @($contact.notes | Where-Object content -EQ $row.add_note).Count | Should -Be 1
        }

        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 12
    }
}
