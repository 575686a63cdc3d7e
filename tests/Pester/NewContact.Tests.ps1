BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 30
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'New-CcContact' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'creates a contact with lists and fields by name, and returns it' {
        $contact = New-CcContact new@example.com -FirstName Ana -AddToList Members, Donors -CustomField @{ Membership = 'Gold' } -Phone @{ work = '555-0100' } -ErrorAction Stop
        $contact.EmailAddress | Should -Be 'new@example.com'
        $stored = Get-StoredContact $emulator new@example.com
        $stored.contact_id | Should -Be $contact.ContactId
        @($stored.list_memberships).Count | Should -Be 2
        $stored.custom_fields[0].value | Should -Be 'Gold'
        $stored.email_address.permission_to_send | Should -Be 'implicit'
    }

    It 'creates the rows of a CSV file' {
        Set-Content -Path "$TestDrive/new.csv" -Value 'email,first_name,city', 'n1@example.com,Ana,Waltham', 'n2@example.com,Ben,'
        $made = Import-Csv "$TestDrive/new.csv" | New-CcContact -ErrorAction Stop
        $made.FirstName -join ',' | Should -Be 'Ana,Ben'
    }

    It 'shows the request with -WhatIf, and sends nothing' {
        $shown = (Invoke-Shell "$(Get-ShellPreamble $emulator)`nNew-CcContact new@example.com -FirstName Ana -WhatIf").Output
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
        $null = New-CcContact new@example.com -FirstName Ana
        $write = @(Get-EmulatorRequest $emulator -Write)
        $write.Count | Should -Be 1
        @($shown -split '\r?\n' | Where-Object { $_ })[-1] | Should -BeExactly $write[0].body
    }

    It 'names the existing contact with the address in any state, and changes nothing' -ForEach @(
        @{ Email = 'member1@example.com'; State = 'active' }
        @{ Email = 'member24@example.com'; State = 'deleted' }
    ) {
        $before = Get-StoredContact $emulator $Email | ConvertTo-Json -Depth 20
        New-CcContact $Email -FirstName Other -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CcConflict,*'
        "$($failures[0])" | Should -BeLike "*$State*"
        Get-StoredContact $emulator $Email | ConvertTo-Json -Depth 20 | Should -Be $before
    }

    It 'continues after a failed row' {
        $made = 'member1@example.com', 'not-an-address', 'n3@example.com' | New-CcContact -ErrorAction SilentlyContinue -ErrorVariable failures
        $made.EmailAddress | Should -Be 'n3@example.com'
        ($failures.FullyQualifiedErrorId -replace ',.*') -join ',' | Should -Be 'CcConflict,CcInvalidValue'
    }

    It 'needs a proof for explicit consent' {
        { New-CcContact new@example.com -PermissionToSend explicit -ErrorAction Stop } | Should -Throw -ErrorId 'CcConsentNeeded,*'
        (New-CcContact new@example.com -PermissionToSend explicit -ConsentReference 'form 12' -ErrorAction Stop).PermissionToSend | Should -Be 'explicit'
    }
}
