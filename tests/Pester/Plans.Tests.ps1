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

    It 'plan, show, apply and undo' {
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

    It 'refuse an edited plan and an empty input' {
        $null = $rows | New-CcPlan -Path $plan
        Add-Content -LiteralPath $plan -Value ' '
        { Invoke-CcPlan $plan -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'CcPlanEdited,*'
        { @() | New-CcPlan -Path "$plan.other" -ErrorAction Stop } | Should -Throw -ErrorId 'CcEmptyInput,*'
        { @() | Sync-CcListMember 'General Interest' -ErrorAction Stop } | Should -Throw -ErrorId 'CcEmptyInput,*'
    }
}

Describe 'Undo-CcRun of every kind of run' {
    BeforeEach {
        Restore-Emulator $emulator
        $id = "pester-$([guid]::NewGuid().ToString('N'))"
        $contacts = @(Get-CcContact -First 3 -Status active)
        $state = { @($contacts | ForEach-Object { $c = Get-CcContact -ContactId $_.ContactId; "$($c.JobTitle)|$(@($c.Lists | ForEach-Object Name | Sort-Object) -join ',')|$(@($c.Tags | ForEach-Object Name | Sort-Object) -join ',')|$($c.State)" }) }
        $before = & $state
        $list = (New-CcList -Name "Undo $id").Name
        $tag = (New-CcTag -Name "t-$($id.Substring(7, 12))").Name
    }

    It 'undoes changes of list members and tags' {
        $contacts | Add-CcListMember $list -Undoable -RunId "$id-l"
        $contacts.EmailAddress | Add-CcContactTag $tag -RunId "$id-t"
        & $state | Should -Not -Be $before
        Undo-CcRun "$id-l" -Confirm:$false
        Undo-CcRun "$id-t" -Confirm:$false
        & $state | Should -Be $before
    }

    It 'reports changes that it cannot undo, and refuses runs without contacts' {
        $contacts | Add-CcListMember $list -RunId $id
        $kept = @(Undo-CcRun $id -Confirm:$false -PassThru -WarningAction SilentlyContinue)
        @($kept.Outcome | Sort-Object -Unique) | Should -Be 'Kept'
        $kept[0].Reason | Should -Match '-Undoable'
        { Add-CcListMember $list -AllActive -Undoable -ErrorAction Stop } | Should -Throw -ErrorId 'CcInvalidValue,*'
    }

    It 'restores deleted contacts to their lists' {
        $contacts | Remove-CcContact -Undoable -RunId $id -Confirm:$false
        Undo-CcRun $id -Restore -Confirm:$false
        & $state | Should -Be $before
    }

    It 'undoes an import with -Undoable, and refuses one without' {
        $rows = @($contacts | ForEach-Object { [pscustomobject]@{ email = $_.EmailAddress; job_title = 'Pilot' } })
        $null = $rows | Import-CcContactBulk -List $list -Undoable -RunId $id
        & $state | Should -Not -Be $before
        Undo-CcRun $id -Confirm:$false
        & $state | Should -Be $before
        $null = $rows | Import-CcContactBulk -List $list -RunId "$id-2"
        { Undo-CcRun "$id-2" -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'CcUndoNotPossible,*'
    }

    It 'refuses -Undoable where nothing of a run is kept' {
        $env:CONSTANTCONTACT_KEEP_DAYS = '0'
        try {
            { $contacts | Add-CcListMember $list -Undoable -ErrorAction Stop } | Should -Throw -ErrorId 'CcInvalidValue,*'
            { $contacts | Remove-CcContact -Undoable -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'CcInvalidValue,*'
            { [pscustomobject]@{ email = 'a@example.com' } | Import-CcContactBulk -List $list -Undoable -ErrorAction Stop } | Should -Throw -ErrorId 'CcInvalidValue,*'
        }
        finally {
            $env:CONSTANTCONTACT_KEEP_DAYS = $null
        }
    }
}
