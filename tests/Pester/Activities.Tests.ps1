BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 30
    Connect-Emulator $emulator
    $script:rows = 1..20 | ForEach-Object { [pscustomobject]@{ email = "job$_@example.com"; first_name = "Name $_" } }
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Get-CcActivity and Wait-CcActivity' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'show the job of an import with -NoWait, and wait for its end' {
        $id = ($rows | Import-CcContactBulk -List Members -NoWait).Chunks[0].ActivityId
        @(Get-CcActivity | Where-Object ActivityId -EQ $id).Count | Should -Be 1
        (Wait-CcActivity $id).State | Should -Be 'completed'
        (Get-CcActivity $id).State | Should -Be 'completed'
    }

    It 'takes jobs from the pipeline' {
        $rows | Import-CcContactBulk -List Members -NoWait | Out-Null
        $rows | Import-CcContactBulk -List Press -NoWait | Out-Null
        $ended = @(Get-CcActivity | Wait-CcActivity)
        $ended.Count | Should -Be 2
        $ended.State | Sort-Object -Unique | Should -Be 'completed'
    }

    It 'reports an unknown job' {
        Get-CcActivity '00000000-0000-1000-8000-000000000000' -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CcNotFound,*'
    }
}

Describe 'Resume-CcRun' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'waits for the chunks that an import sent, and sends nothing twice' {
        $run = "pester-$([guid]::NewGuid().ToString('N'))"
        $rows | Import-CcContactBulk -List Members -RunId $run -NoWait | Out-Null
        $summary = Resume-CcRun -RunId $run
        "$($summary.RowsIn),$($summary.Accepted),$($summary.ExitCode)" | Should -Be '20,20,0'
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 1
    }

    It 'reports an unknown run' {
        { Resume-CcRun -RunId 'pester-none' -ErrorAction Stop } | Should -Throw -ErrorId 'CcRunNotFound,*'
    }
}
