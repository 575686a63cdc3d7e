BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 300 -Argument '--freeze', '2026-05-04T09:00:00Z'
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Get-CcContactEngagement' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'finds the contacts of a list that opened nothing, with one request for each' {
        $contacts = @(Get-CcContact -First 30)
        Clear-EmulatorRequest $emulator
        $silent = @($contacts | Get-CcContactEngagement -After 2025-05-04Z -Before 2026-05-04Z | Where-Object { $_.Sent -ge 10 -and $_.Opened -eq 0 })
        $silent.Count | Should -BeGreaterThan 2
        $silent.Count | Should -BeLessThan 20
        @(Get-EmulatorRequest $emulator | Where-Object path -Match 'activity_summary').Count | Should -BeGreaterOrEqual 30
        $silent | ForEach-Object { @(Get-CcContactEngagement $_ -Report Details -ActivityType em_opens, em_clicks -After 2025-05-04Z -Before 2026-05-04Z).Count | Should -Be 0 }
        @($silent | Get-CcContact).Count | Should -Be $silent.Count
    }

    It 'takes an address, an id, a contact, a row and a hashtable, with the same result' {
        $contact = Get-CcContact member1@example.com
        $row = [pscustomobject]@{ email_address = 'member1@example.com' }
        $opened = foreach ($who in 'MEMBER1@example.com', $contact.ContactId, $contact, $row, @{ ContactId = $contact.ContactId }) {
            (Get-CcContactEngagement $who -Report Rates -After 2025-05-04Z -Before 2026-05-04Z).OpenRate
        }
        @($opened).Count | Should -Be 5
        @($opened | Sort-Object -Unique).Count | Should -Be 1
    }

    It 'stops reading when the pipeline stops' {
        $id = (Get-CcContact member1@example.com).ContactId
        Clear-EmulatorRequest $emulator
        @(Get-CcContactEngagement $id -Report Details -After 2024-01-01Z | Select-Object -First 5).Count | Should -Be 5
        @(Get-EmulatorRequest $emulator).Count | Should -Be 1
    }

    It 'shows a table for each report' {
        Get-CcContactEngagement member1@example.com -After 2025-05-04Z -Before 2026-05-04Z | Get-View | Should -Match '(?m)^EmailAddress +Sent +Opened +LastOpened +ContactId'
        Get-CcContactEngagement member1@example.com -Report Rates -After 2025-05-04Z -Before 2026-05-04Z | Get-View | Should -Match '(?m)^EmailAddress +Mailings +OpenRate +ClickRate +ContactId'
        Get-CcContactEngagement member1@example.com -Report Details -After 2026-01-04Z | Get-View | Should -Match '(?m)^CreatedAt +ActivityType +EmailAddress +CampaignName'
    }

    It 'reports an unknown contact as its own error and continues' {
        $found = 'nobody@example.com', 'member1@example.com' | Get-CcContactEngagement -ErrorVariable failed -ErrorAction SilentlyContinue
        $found.EmailAddress | Should -Be 'member1@example.com'
        @($failed | ForEach-Object FullyQualifiedErrorId) | Should -Be 'CcNotFound,ConstantContact.PowerShell.Commands.Contacts.GetCcContactEngagementCommand'
    }
}
