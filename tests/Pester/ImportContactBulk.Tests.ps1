BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 30
    Connect-Emulator $emulator

    $people = Join-Path $TestDrive 'people.csv'
    1..200 | ForEach-Object { [pscustomobject]@{ email = "bulk$_@example.com"; first_name = "Name $_"; home_city = 'Waltham' } } |
        Select-Object email, first_name, @{ Name = 'city'; Expression = { $_.home_city } } |
        Export-Csv -Path $people -NoTypeInformation
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Import-CcContactBulk' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'imports <Case> and accounts for every row' -ForEach @(
        @{ Case = 'rows of Import-Csv'; Script = { Import-Csv $people | Import-CcContactBulk -List Members } }
        @{ Case = 'a file'; Script = { Import-CcContactBulk -Path $people -List Members } }
        @{ Case = 'a file as CSV'; Script = { Import-CcContactBulk -Path $people -List Members -Format Csv } }
    ) {
        $summary = & $Script
        $summary.RowsIn | Should -Be 200
        $summary.Accepted | Should -Be 200
        $summary.Unaccounted | Should -Be 0
        $summary.ExitCode | Should -Be 0
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 1
        (Get-CcContact bulk200@example.com).FirstName | Should -Be 'Name 200'
        @(Get-CcContact -List Members -Status all | Where-Object EmailAddress -Like 'bulk*').Count | Should -Be 200
    }

    It 'gives a summary that ConvertTo-Json writes whole' {
        $summary = @{ email = 'a@example.com' }, @{ email = 'bad@' } | ForEach-Object { [pscustomobject]$_ } |
            Import-CcContactBulk -List Members -OnInvalid Skip -ErrorAction SilentlyContinue
        $read = $summary | ConvertTo-Json -Depth 8 -WarningVariable cut | ConvertFrom-Json
        $cut | Should -BeNullOrEmpty
        "$($read.RowsIn),$($read.Accepted),$($read.Failed)" | Should -Be '2,1,1'
        $read.Failures[0].Findings[0].RuleId | Should -Be 'email-malformed'
        $read.Chunks[0].ActivityId | Should -Be $summary.Chunks[0].ActivityId
    }

    It 'streams <Case> and accounts for every row' -ForEach @(
        @{ Case = 'rows of Import-Csv'; Script = { Import-Csv $people | Import-CcContactBulk -List Members -Stream } }
        @{ Case = 'a file'; Script = { Import-CcContactBulk -Path $people -List Members -Stream -Format Csv } }
    ) {
        $summary = & $Script
        "$($summary.IsStreamed),$($summary.RowsIn),$($summary.Accepted),$($summary.Unaccounted),$($summary.ExitCode)" | Should -Be 'True,200,200,0,0'
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 1
    }

    It 'continues a stream that a bad row ended, once the row is corrected' {
        $run = "pester-$([guid]::NewGuid().ToString('N'))"
        $rows = 1..40500 | ForEach-Object { [pscustomobject]@{ email = "s$_@example.com" } }
        $rows[40400].email = 'bad@'
        $first = $rows | Import-CcContactBulk -List Members -Stream -RunId $run -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        "$($first.Accepted),$($first.Failed),$($first.NotAttempted)" | Should -Be '39999,1,500'
        $rows[40400].email = 'good@example.com'
        $second = $rows | Import-CcContactBulk -List Members -Stream -RunId $run
        "$($second.Accepted),$($second.ExitCode)" | Should -Be '40500,0'
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 2
    }

    It 'finds a file by a path relative to the location of the session' {
        Push-Location $TestDrive
        try { (Import-CcContactBulk people.csv -List Members).Accepted | Should -Be 200 } finally { Pop-Location }
    }

    It 'shows the requests with -WhatIf and sends none' {
        $shown = (Invoke-Shell "$(Get-ShellPreamble $emulator)`nImport-CcContactBulk -Path '$people' -List Members -WhatIf").Output
        $shown | Should -BeLike '*What if: Import 200 of 200 rows to ''Members''*POST /v3/activities/contacts_json_import*200 rows*'
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'asks once with -Confirm, for all rows' {
        $script = "$(Get-ShellPreamble $emulator)`n(Import-CcContactBulk -Path '$people' -List Members -Confirm).NotAttempted"
        (Invoke-Shell $script -Answer n).Output | Should -Match '(?m)^200\s*$'
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
        (Invoke-Shell $script -Answer y).Output | Should -Match '(?m)^0\s*$'
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 1
    }

    It 'sends nothing of a file with a bad row, and names the row' {
        Set-Content -Path "$TestDrive/bad.csv" -Value 'email,first_name', 'good@example.com,Ana', 'bad@,Ben'
        $summary = Import-CcContactBulk -Path "$TestDrive/bad.csv" -List Members -ErrorAction SilentlyContinue -ErrorVariable failures
        "$($failures[0])" | Should -BeLike 'Row 2*'
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CcInvalidValue,*'
        $summary.Failed + $summary.NotAttempted | Should -Be 2
        $summary.ExitCode | Should -Not -Be 0
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'sends the good rows with -OnInvalid Skip' {
        Set-Content -Path "$TestDrive/bad.csv" -Value 'email,first_name', 'good@example.com,Ana', 'bad@,Ben'
        $summary = Import-CcContactBulk -Path "$TestDrive/bad.csv" -List Members -OnInvalid Skip -ErrorAction SilentlyContinue
        "$($summary.Accepted),$($summary.Failed)" | Should -Be '1,1'
    }

    It 'holds back deleted and unsubscribed contacts' {
        $summary = 'member1@example.com', 'member15@example.com', 'member24@example.com' |
            ForEach-Object { [pscustomobject]@{ email = $_; job_title = 'Pilot' } } |
            Import-CcContactBulk -List Members -WarningAction SilentlyContinue
        "$($summary.Accepted),$($summary.Suppressed)" | Should -Be '1,2'
        (Get-CcContact member24@example.com).IsDeleted | Should -BeTrue
        (Get-CcContact member15@example.com).PermissionToSend | Should -Be 'unsubscribed'
    }

    It 'ends the line, with nothing sent, where <Case>' -ForEach @(
        @{ Case = 'a column is unknown'; Script = { Set-Content "$TestDrive/x.csv" 'email,Shoe size', 'a@example.com,44'; Import-CcContactBulk "$TestDrive/x.csv" -List Members }; Id = 'CcUnknownColumn' }
        @{ Case = 'the file is not there'; Script = { Import-CcContactBulk "$TestDrive/none.csv" -List Members }; Id = 'CcInvalidFile' }
        @{ Case = 'the list is unknown'; Script = { Import-CcContactBulk $people -List 'No such list' }; Id = 'CcUnknownName' }
        @{ Case = 'there is no input'; Script = { Import-CcContactBulk -List Members }; Id = 'CcInvalidValue' }
    ) {
        $failure = try { & $Script; 'went on' } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }
}
