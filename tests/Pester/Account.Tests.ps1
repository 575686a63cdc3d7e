BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 60
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Get-CcAccount' {
    It 'shows the owner of the account' {
        $account = Get-CcAccount -ErrorAction Stop
        $account.ContactEmail | Should -BeLike '*@*'
        ($account | ConvertTo-Json -Depth 8).Length | Should -BeLessThan 20000
    }
}

Describe 'Test-CcConnection' {
    It 'gives a result for each check, writes nothing, and finds a wrong token' {
        Clear-EmulatorRequest $emulator
        $checks = Test-CcConnection -For Get-CcContact, Update-CcContact
        @($checks).Count | Should -BeGreaterThan 1
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
        $other = Connect-CcAccount -AccessToken (ConvertTo-Secret wrong-token) -BaseUri $emulator.BaseUri -PassThru
        Connect-Emulator $emulator
        $text = Test-CcConnection -Connection $other -ErrorAction SilentlyContinue -ErrorVariable failures | Format-List | Get-View
        "$text $failures" | Should -BeLike '*401*'
        "$text $failures" | Should -Not -BeLike '*wrong-token*'
    }
}

Describe 'Get-CcQuota' {
    It 'counts the requests of this process and of others, and sends none' {
        $before = Get-CcQuota
        $null = Get-CcContact member1@example.com -Raw
        $null = Invoke-Shell "$(Get-ShellPreamble $emulator)`n`$null = Get-CcContact member2@example.com -Raw"
        Clear-EmulatorRequest $emulator
        $after = Get-CcQuota
        @(Get-EmulatorRequest $emulator).Count | Should -Be 0
        $after.UsedToday - $before.UsedToday | Should -Be 2
        $before.Left - $after.Left | Should -Be 2
    }
}

Describe 'Invoke-CcRequest' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'reads a path, and all pages of it' {
        (Invoke-CcRequest contact_lists).lists.Count | Should -Be 8
        @(Invoke-CcRequest contacts -Query @{ limit = 10; status = 'all' } -Paging).Count | Should -Be 60
    }

    It 'writes a body after a yes, and nothing with -WhatIf' {
        Invoke-CcRequest contact_lists -Method POST -Body @{ name = 'By hand' } -WhatIf
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
        $made = Invoke-CcRequest contact_lists -Method POST -Body @{ name = 'By hand' }
        $made.name | Should -Be 'By hand'
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 1
    }

    It 'deletes and overwrites only after a question, or without one if confirmation is off' {
        $result = Invoke-Shell "$(Get-ShellPreamble $emulator)`nInvoke-CcRequest contact_lists/1618ae62-4752-11e9-9c8a-fa163e6b01c1 -Method DELETE`nInvoke-CcRequest contact_lists/1618ae62-4752-11e9-9c8a-fa163e6b01c1 -Method PUT -Body @{ name = 'x' }" -Answer 'N', 'N'
        $result.Output | Should -BeLike '*DELETE contact_lists/*Send this?*PUT contact_lists/*Send this?*'
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
        $made = Invoke-CcRequest contact_lists -Method POST -Body @{ name = 'By mistake' }
        Invoke-CcRequest "contact_lists/$($made.list_id)" -Method DELETE -Confirm:$false
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 2
    }

    It 'sends the token to no other host' {
        { Invoke-CcRequest 'https://other.example.com/v3/contacts' -ErrorAction Stop } | Should -Throw -ErrorId 'Cc*'
        @(Get-EmulatorRequest $emulator).Count | Should -Be 0
    }

    It 'shows the message of the service' {
        $failure = try { Invoke-CcRequest contacts/nonsense -ErrorAction Stop } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'Cc*,*'
        $failure.Exception.StatusCode | Should -BeIn 400, 404
    }
}
