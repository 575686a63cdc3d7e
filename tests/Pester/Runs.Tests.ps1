BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 300
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Get-CcRun and Resume-CcRun' {
    BeforeEach {
        Restore-Emulator $emulator
        $rows = @(1..3 | ForEach-Object { [pscustomobject]@{ email = "member$_@example.com"; job_title = 'Pilot' } })
    }

    It 'shows the last run with its command and its counts' {
        $contacts = @(Get-CcContact -First 3)
        $id = "pester-$([guid]::NewGuid().ToString('N'))"
        $contacts | ForEach-Object { [pscustomobject]@{ contact_id = $_.ContactId; job_title = 'Pilot' } } | Update-CcContact -RunId $id
        $run = Get-CcRun -RunId $id
        $run.RunId | Should -Be $id
        $run.Command | Should -Match 'Update-CcContact|Resume-CcRun'
        (Get-CcRun -Last).RunId | Should -Be $id
    }

    It 'sends nothing for a finished run, and writes its report again' {
        $id = "pester-$([guid]::NewGuid().ToString('N'))"
        $rows | Update-CcContact -RunId $id -ErrorAction SilentlyContinue
        Clear-EmulatorRequest $emulator
        $rows | Update-CcContact -RunId $id -ErrorAction SilentlyContinue
        @(Get-EmulatorRequest $emulator | Where-Object method -EQ 'PUT').Count | Should -Be 0
        $report = Join-Path $TestDrive 'again.csv'
        Get-CcRun -RunId $id -ReportPath $report
        @(Import-Csv $report).Count | Should -Be 3
    }

    It 'makes one self-contained page of a run' {
        $id = "pester-$([guid]::NewGuid().ToString('N'))"
        $rows | Update-CcContact -RunId $id -ErrorAction SilentlyContinue
        $page = Join-Path $TestDrive 'review.html'
        (Get-CcRun -RunId $id | Export-CcReport -Path $page -PassThru).FullName | Should -Be $page
        $html = Get-Content $page -Raw
        $html | Should -Match '"key":"member2@example.com"'
        $html | Should -Match "default-src 'none'"
        $html | Should -Not -Match '(?i)src=|href="[^#]'
        { Export-CcReport $page -RunId $id -ErrorAction Stop } | Should -Throw -ErrorId 'CcReportNotWritable,*'
        Export-CcReport $page -RunId $id -Force
    }

    It 'refuses a run that does not exist' {
        { Get-CcRun -RunId 'pester-none' -ErrorAction Stop } | Should -Throw
        { $rows | Resume-CcRun -RunId 'pester-none' -ErrorAction Stop } | Should -Throw -ErrorId 'CcRunNotFound,*'
    }
}
