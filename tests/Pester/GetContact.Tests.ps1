BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 1200
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Get-CcContact' {
    BeforeEach {
        Clear-EmulatorRequest $emulator
    }

    It 'requests no second page for Select-Object -First' {
        (Get-CcContact | Select-Object -First 5).Count | Should -Be 5
        @(Get-EmulatorRequest $emulator | Where-Object path -EQ '/v3/contacts').Count | Should -Be 1
    }

    It 'reads all pages, with 500 contacts a request' {
        $all = Get-CcContact
        $stored = (Invoke-Emulator $emulator state).contacts | Where-Object { -not $_.PSObject.Properties['deleted_at'] }
        @($all).Count | Should -Be @($stored).Count
        @($all.ContactId | Select-Object -Unique).Count | Should -Be @($all).Count
        @(Get-EmulatorRequest $emulator).Count | Should -Be 3
    }

    It 'requests the next page only after the consumer took the last contact of the page before' {
        $taken = [System.Collections.Generic.List[string]]::new()
        $asked = Get-CcContact | ForEach-Object {
            $taken.Add($_.ContactId)
            if ($taken.Count -eq 500) { @(Get-EmulatorRequest $emulator).Count }
        }
        $asked | Should -Be 1
    }

    It 'has -First, -Skip and -IncludeTotalCount' {
        $all = @(Get-CcContact -First 7)
        $some = @(Get-CcContact -First 2 -Skip 5)
        $some.ContactId -join ',' | Should -Be (($all[5].ContactId, $all[6].ContactId) -join ',')
        (Get-CcContact -First 0 -IncludeTotalCount).ToString() | Should -Be 'Total count: 1152'
    }

    It 'finds an address <Case>' -ForEach @(
        @{ Case = 'in another spelling'; Email = 'MEMBER1@EXAMPLE.COM'; Stored = 'member1@example.com' }
        @{ Case = 'with a plus sign'; Email = 'member+news4@example.com'; Stored = 'member+news4@example.com' }
        @{ Case = 'of an unsubscribed contact'; Email = 'member16@example.com'; Stored = 'member16@example.com' }
        @{ Case = 'of a deleted contact'; Email = 'member24@example.com'; Stored = 'member24@example.com' }
    ) {
        $contact = Get-CcContact $Email -ErrorAction Stop
        $contact.EmailAddress | Should -Be $Stored
        @(Get-EmulatorRequest $emulator).Count | Should -Be 1
    }

    It 'takes addresses, rows of a CSV file and contacts from the pipeline' {
        Set-Content -Path "$TestDrive/who.csv" -Value 'email_address', 'member1@example.com', 'member2@example.com'
        ('member1@example.com', 'member2@example.com' | Get-CcContact).FirstName -join ',' | Should -Be ((Import-Csv "$TestDrive/who.csv" | Get-CcContact).FirstName -join ',')
        (Get-CcContact member3@example.com | Get-CcContact).EmailAddress | Should -Be 'member3@example.com'
    }

    It 'continues after a missing contact, except with -ErrorAction Stop' {
        $found = 'nobody@example.com', 'member1@example.com' | Get-CcContact -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.EmailAddress | Should -Be 'member1@example.com'
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CcNotFound,*'
        $failures[0].TargetObject | Should -Be 'nobody@example.com'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'

        Clear-EmulatorRequest $emulator
        { 'nobody@example.com', 'member1@example.com' | Get-CcContact -ErrorAction Stop } | Should -Throw -ErrorId 'CcNotFound,*'
        @(Get-EmulatorRequest $emulator).Count | Should -Be 1
    }

    It 'queries by list, tag, state and date' {
        $members = Get-CcContact -List Members -Status active -Tag vip
        $members | Should -Not -BeNullOrEmpty
        $members.PermissionToSend | Where-Object { $_ -notin 'implicit', 'explicit' } | Should -BeNullOrEmpty
        $early = Get-CcContact -CreatedBefore ([datetimeoffset]'2024-01-01T00:10:00Z')
        @($early).Count | Should -BeGreaterThan 0
        $early.CreatedAt | Where-Object { $_ -gt [datetimeoffset]'2024-01-01T00:10:00Z' } | Should -BeNullOrEmpty
    }

    It 'refuses a condition beside an address, and an unknown list, without a request for contacts' {
        { Get-CcContact member1@example.com -Status all -ErrorAction Stop } | Should -Throw -ErrorId 'CcInvalidValue,*'
        { Get-CcContact -List 'No such list' -ErrorAction Stop } | Should -Throw -ErrorId 'CcUnknownName,*'
        { Get-CcContact -Status asleep } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        @(Get-EmulatorRequest $emulator | Where-Object path -EQ '/v3/contacts').Count | Should -Be 0
    }

    It 'shows lists, tags, fields and choices by name, and with -Raw the JSON of the service' {
        $contact = Get-CcContact member1@example.com
        $contact.Lists -join '; ' | Should -Be 'Spring news; Members'
        $contact.Tags -join '; ' | Should -Be 'prospect'
        $interests = $contact.CustomFields | Where-Object Label -EQ 'Interests'
        $interests.Choices -join ',' | Should -Be 'Trees,Herbs'
        "$interests" | Should -Be 'Interests: Trees, Herbs'
        ($contact | Get-CcCustomField).Label | Should -Be $contact.CustomFields.Label
        ($contact | Get-CcList).Name | Should -Be 'Spring news', 'Members'
        Clear-EmulatorRequest $emulator
        $raw = Get-CcContact member1@example.com -Raw
        $raw.list_memberships | Should -Be $contact.ListMemberships
        @(Get-EmulatorRequest $emulator).Count | Should -Be 1
    }

    It 'gives flat rows of one line, which an update finds unchanged and an import accepts' {
        Get-CcContact -List Members -Flat | Export-Csv -Path "$TestDrive/m.csv" -NoTypeInformation -Encoding utf8
        $rows = @(Import-Csv "$TestDrive/m.csv")
        @(Get-Content "$TestDrive/m.csv").Count | Should -Be ($rows.Count + 1)
        $rows.Count | Should -BeGreaterThan 300
        Clear-EmulatorRequest $emulator
        $results = $rows | Update-CcContact -PassThru -WarningAction SilentlyContinue
        @($results | Where-Object Outcome -NE Unchanged | ForEach-Object { "$($_.Email): $($_.Outcome) $($_.Reason)" }) | Should -BeNullOrEmpty
        @($results).Count | Should -Be $rows.Count
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
        @(Test-CcContactImport "$TestDrive/m.csv" | Where-Object { $_.Severity -eq 'Error' -and $_.RuleId -ne 'identity-missing' } | ForEach-Object { "$($_.Row) $($_.Message)" }) | Should -BeNullOrEmpty
    }

    It 'finds names with wildcards while it reads, and says how many requests that takes' {
        $found = Get-CcContact -Name 'lind*' -WarningVariable cost -WarningAction SilentlyContinue
        @($found.LastName | Select-Object -Unique) | Should -Be 'Lindqvist'
        "$cost" | Should -Match 'cannot search for names: [\d,]+ contacts are read, with 3 requests\.'
        Clear-EmulatorRequest $emulator
        $null = Get-CcContact -Name 'lind*' -First 1 -WarningAction SilentlyContinue
        @(Get-EmulatorRequest $emulator | Where-Object path -EQ '/v3/contacts').Count | Should -Be 1
    }

    It 'gives objects for Where-Object, Sort-Object, Group-Object and ConvertTo-Json' {
        $some = Get-CcContact -First 40
        ($some | Sort-Object LastName | Select-Object -First 1).LastName | Should -Be (($some.LastName | Sort-Object)[0])
        ($some | Group-Object PermissionToSend | Where-Object Name -EQ 'unsubscribed').Count | Should -BeGreaterThan 0
        $json = $some | Select-Object -First 1 | ConvertTo-Json -Depth 8 | ConvertFrom-Json
        $json.EmailAddress | Should -Be $some[0].EmailAddress
        ($some[0] | Get-CcContact -Raw).contact_id | Should -Be $some[0].ContactId
    }

    It 'writes a CSV file with values in its cells, collections too' {
        Get-CcContact member1@example.com | Export-Csv -Path "$TestDrive/out.csv" -NoTypeInformation
        $row = Import-Csv -Path "$TestDrive/out.csv"
        $row.EmailAddress | Should -Be 'member1@example.com'
        $row.PhoneNumbers | Should -Be 'mobile: 555-010-0001; work: 555-011-0001'
        foreach ($cell in $row.PSObject.Properties.Value) { $cell | Should -Not -BeLike '*System.*' }
        foreach ($cell in $row.PSObject.Properties.Value) { $cell | Should -Not -BeLike '*`[*Core*`]*' }
    }
}
