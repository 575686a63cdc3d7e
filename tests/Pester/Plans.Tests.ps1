BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 100
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'New-CcPlan, Export-CcReport, Invoke-CcPlan and Undo-CcRun' {
    BeforeEach {
        Restore-Emulator $emulator
        $plan = Join-Path $TestDrive "$([guid]::NewGuid().ToString('N')).ccplan"
        $id = "pester-$([guid]::NewGuid().ToString('N'))"
        $contacts = @(Get-CcContact -First 3)
        $rows = @($contacts | ForEach-Object { [pscustomobject]@{ contact_id = $_.ContactId; job_title = 'Pilot' } })
    }

    It 'plans, shows, applies and takes back' {
        Clear-EmulatorRequest $emulator
        ($rows | New-CcPlan -Path $plan).Counts['Update'] | Should -Be 3
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 0
        @(Get-CcPlan $plan | ForEach-Object Shown | ForEach-Object New | Sort-Object -Unique) | Should -Be 'Pilot'

        $page = Join-Path $TestDrive "$id.html"
        Export-CcReport -Path $page -Plan $plan
        Get-Content $page -Raw | Should -Match '3 to update'

        Invoke-CcPlan $plan -WhatIf
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 0
        @(Invoke-CcPlan $plan -RunId $id -Confirm:$false -PassThru | ForEach-Object Outcome | Sort-Object -Unique) | Should -Be 'Applied'
        @($contacts | ForEach-Object { (Get-CcContact -ContactId $_.ContactId).JobTitle } | Sort-Object -Unique) | Should -Be 'Pilot'

        Undo-CcRun -RunId $id -Confirm:$false
        @($contacts | ForEach-Object { (Get-CcContact -ContactId $_.ContactId).JobTitle }) | Should -Be @($contacts.JobTitle)
    }

    It 'refuses a plan that was changed, and an empty input' {
        $null = $rows | New-CcPlan -Path $plan
        Add-Content -LiteralPath $plan -Value ' '
        { Invoke-CcPlan $plan -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'CcPlanEdited,*'
        { @() | New-CcPlan -Path "$plan.other" -ErrorAction Stop } | Should -Throw -ErrorId 'CcEmptyInput,*'
        { @() | Sync-CcListMember 'General Interest' -ErrorAction Stop } | Should -Throw -ErrorId 'CcEmptyInput,*'
    }
}
