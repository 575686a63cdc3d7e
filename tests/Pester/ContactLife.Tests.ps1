BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 700
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Remove-CcContact' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'asks, and deletes only after a yes' {
        $null = Invoke-Shell "$(Get-ShellPreamble $emulator)`nRemove-CcContact member1@example.com" -Answer n
        (Get-CcContact member1@example.com).IsDeleted | Should -BeFalse
        $null = Invoke-Shell "$(Get-ShellPreamble $emulator)`nRemove-CcContact member1@example.com" -Answer y
        (Get-CcContact member1@example.com).IsDeleted | Should -BeTrue
    }

    It 'deletes nothing where no user can be asked' {
        (Invoke-Shell "$(Get-ShellPreamble $emulator)`nRemove-CcContact member1@example.com").Error | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'deletes many by jobs of 500' {
        $all = @(Get-CcContact -First 600)
        Clear-EmulatorRequest $emulator
        $results = $all | Remove-CcContact -Confirm:$false -PassThru
        @($results | Where-Object Outcome -EQ 'Removed').Count | Should -Be 600
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 2
    }

    It 'sends nothing with -WhatIf' {
        $shown = Get-ScreenText { 'member1@example.com', 'member2@example.com' | Remove-CcContact -WhatIf }
        [regex]::Matches($shown, '(?m)^DELETE /v3/contacts/').Count | Should -Be 2
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'continues after a missing contact' {
        'nobody@example.com', 'member1@example.com' | Remove-CcContact -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CcNotFound,*'
        (Get-CcContact member1@example.com).IsDeleted | Should -BeTrue
    }
}

Describe 'Restore-CcContact' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'restores a deleted contact with all its values to the named lists' {
        $before = Get-CcContact member24@example.com
        $before.IsDeleted | Should -BeTrue
        $before | Restore-CcContact -List Members -Confirm:$false
        $after = Get-CcContact member24@example.com
        $after.IsDeleted | Should -BeFalse
        $after.ListMemberships.Count | Should -Be 1
        "$($after.FirstName) $($after.CustomFields) $($after.PhoneNumbers)" | Should -Be "$($before.FirstName) $($before.CustomFields) $($before.PhoneNumbers)"
    }

    It 'restores many contacts with one request' {
        $gone = @(Get-CcContact -Status deleted)
        $gone.Count | Should -BeGreaterThan 20
        Clear-EmulatorRequest $emulator
        $summary = $gone | Restore-CcContact -List Members -Confirm:$false -PassThru -WarningAction SilentlyContinue
        $summary.Done + $summary.HeldBack.Count | Should -Be $gone.Count
        @(Get-CcContact -Status deleted).Count | Should -Be $summary.HeldBack.Count
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 1
    }

    It 'changes no contact that is not deleted, and sends nothing with -WhatIf' {
        (Restore-CcContact member1@example.com -List Members -Confirm:$false -PassThru).Unchanged | Should -Be 1
        Get-ScreenText { Restore-CcContact member24@example.com -List Members -WhatIf } | Should -BeLike '*POST /v3/activities/add_list_memberships*'
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }
}

Describe 'Register-CcContact' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'signs a person up only with a proof of consent' {
        { Register-CcContact signed@example.com -List Members -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'CcConsentNeeded,*'
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
        $result = Register-CcContact signed@example.com -List Members -ConsentReference 'form 12' -Confirm:$false
        $result.Action | Should -Be 'created'
        (Get-CcContact signed@example.com).PermissionToSend | Should -Be 'explicit'
    }

    It 'does not undo an opt-out' {
        Register-CcContact member15@example.com -List Members -ConsentReference 'form 12' -Confirm:$false -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        (Get-CcContact member15@example.com).PermissionToSend | Should -Be 'unsubscribed'
    }
}

Describe 'Request-CcResubscription' {
    It 'asks unsubscribed contacts only' {
        Restore-Emulator $emulator
        $results = 'member15@example.com', 'member1@example.com' | Request-CcResubscription -List Members -Confirm:$false -PassThru -WarningAction SilentlyContinue
        $results.Asked -join ',' | Should -Be 'True,False'
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 1
        (Get-CcContact member15@example.com).PermissionToSend | Should -Be 'unsubscribed'
    }
}

Describe 'Get-CcContactCount' {
    It 'counts by permission in one request' {
        Restore-Emulator $emulator
        $count = Get-CcContactCount
        @(Get-EmulatorRequest $emulator).Count | Should -Be 1
        $count.Total | Should -Be 672
        ($count | Format-List | Get-View) | Should -Match '(?m)^Unsubscribed\s+: \d+'
    }
}
