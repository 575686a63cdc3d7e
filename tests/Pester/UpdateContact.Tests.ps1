BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 60
    Connect-Emulator $emulator

    # Everything that an update must not change, as text: all but the named member and the timestamps of the service.
    function Get-Remainder {
        param($Contact, [string[]] $Without)

        $names = $Contact.PSObject.Properties.Name | Where-Object { $_ -notin 'updated_at', 'update_source' -and $_ -notin $Without } | Sort-Object
        $Contact | Select-Object -Property $names | ConvertTo-Json -Depth 20
    }

    # Without the summary that comes last.

    function Write-Csv {
        param([string] $Name, [string[]] $Line)

        $path = Join-Path $TestDrive $Name
        [System.IO.File]::WriteAllLines($path, $Line)
        $path
    }
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Update-CcContact' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'takes Import-Csv unmapped: named values change, blank cells keep, and nothing else changes' {
        $csv = Write-Csv people.csv 'email,first_name,job_title', 'member1@example.com,Zed,', 'member3@example.com,,Pilot'
        $before = 'member1@example.com', 'member3@example.com' | ForEach-Object { Get-StoredContact $emulator $_ }
        $results = Import-Csv $csv | Update-CcContact -PassThru -ErrorAction Stop
        $after = 'member1@example.com', 'member3@example.com' | ForEach-Object { Get-StoredContact $emulator $_ }

        $after[0].first_name | Should -Be 'Zed'
        $after[1].job_title | Should -Be 'Pilot'
        Get-Remainder $after[0] first_name | Should -Be (Get-Remainder $before[0] first_name)
        Get-Remainder $after[1] job_title | Should -Be (Get-Remainder $before[1] job_title)
        $results.Outcome -join ',' | Should -Be 'Updated,Updated'
        $results.Row -join ',' | Should -Be '1,2'
    }

    It 'is silent without -PassThru' {
        Update-CcContact member1@example.com -JobTitle Pilot | Should -BeNullOrEmpty
    }

    It 'writes nothing if nothing would change' {
        $null = Update-CcContact member1@example.com -JobTitle Pilot
        Clear-EmulatorRequest $emulator
        (Update-CcContact member1@example.com -JobTitle Pilot -PassThru).Outcome | Should -Be 'Unchanged'
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'reads files <Case>' -ForEach @(
        @{ Case = 'in UTF-8 with a byte order mark'; Encoding = [System.Text.UTF8Encoding]::new($true) }
        @{ Case = 'in UTF-16'; Encoding = [System.Text.UnicodeEncoding]::new($false, $true) }
    ) {
        $path = Join-Path $TestDrive 'encoded.csv'
        [System.IO.File]::WriteAllText($path, "email,last_name`r`nmember1@example.com,`"M$([char]0xFC)ller, jr.`"`r`n", $Encoding)
        Import-Csv $path | Update-CcContact -ErrorAction Stop
        (Get-CcContact member1@example.com).LastName | Should -Be "M$([char]0xFC)ller, jr."
    }

    It 'shows the body with -WhatIf that is sent afterwards, and sends no write' {
        $change = @{ Email = 'member1@example.com'; FirstName = 'Zed'; CustomField = @{ Membership = 'Gold' }; AddToList = 'Donors'; AddTag = 'vip' }
        $shown = (Invoke-Shell "$(Get-ShellPreamble $emulator)`nUpdate-CcContact member1@example.com -FirstName Zed -CustomField @{ Membership = 'Gold' } -AddToList Donors -AddTag vip -WhatIf").Output
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
        $preview = (Update-CcContact @change -WhatIf -PassThru).Preview
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty

        Update-CcContact @change
        $write = @(Get-EmulatorRequest $emulator -Write)
        $write.Count | Should -Be 1
        "$($write[0].method) $($write[0].path)" | Should -Be "$($preview.Method) $($preview.Path)"
        $preview.BodyText | Should -BeExactly $write[0].body
        $shown | Should -BeLike '*What if: Update contact member1@example.com (merge)*'
        $lines = @($shown -split '\r?\n' | Where-Object { $_ })
        $lines[-1] | Should -BeExactly $write[0].body
    }

    It 'shows many with -WhatIf in a line each beyond 20, or all in full under -Verbose' {
        $many = (Invoke-Shell "$(Get-ShellPreamble $emulator)`nGet-CcContact -Status active -First 25 | Update-CcContact -JobTitle Pilot2 -WhatIf").Output
        [regex]::Matches($many, '(?m)^PUT /v3/contacts/').Count | Should -Be 20
        [regex]::Matches($many, '(?m)^What if: Update contact \S+ \(merge\): job_title: ').Count | Should -Be 5
        $full = (Invoke-Shell "$(Get-ShellPreamble $emulator)`nGet-CcContact -Status active -First 25 | Update-CcContact -JobTitle Pilot2 -WhatIf -Verbose").Output
        [regex]::Matches($full, '(?m)^PUT /v3/contacts/').Count | Should -Be 25
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'obeys $WhatIfPreference' {
        $shown = Get-ScreenText {
            $WhatIfPreference = $true
            Update-CcContact member1@example.com -JobTitle Pilot
        }
        $shown | Should -BeLike '*PUT /v3/contacts/*job_title*Pilot*'
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'asks with -Confirm, and sends after <Answer> <Count> of 2 updates' -ForEach @(
        @{ Answer = 'y,n'; Count = 1 }
        @{ Answer = 'n,n'; Count = 0 }
        @{ Answer = 'a'; Count = 2 }
        @{ Answer = 'l'; Count = 0 }
    ) {
        $result = Invoke-Shell "$(Get-ShellPreamble $emulator)`n'member1@example.com', 'member3@example.com' | Update-CcContact -JobTitle Pilot -Confirm" -Answer ($Answer -split ',')
        $result.Output | Should -BeLike '*PUT /v3/contacts/*job_title*Pilot*'
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be $Count
    }

    It 'sends nothing if it must ask where no user can answer' {
        $result = Invoke-Shell "$(Get-ShellPreamble $emulator)`nUpdate-CcContact member1@example.com -JobTitle Pilot -Confirm`nUpdate-CcContact member1@example.com -Clear taggings"
        $result.Error | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'asks before a whole array is cleared, unless -Force' {
        $null = Invoke-Shell "$(Get-ShellPreamble $emulator)`nUpdate-CcContact member1@example.com -Clear taggings" -Answer n
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
        Update-CcContact member1@example.com -Clear taggings -Force
        (Get-CcContact member1@example.com).Taggings.Count | Should -Be 0
    }

    It 'reads files of people and spreadsheets: <Case>' -ForEach @(
        @{ Case = 'headings of people, and a label of a field'; Lines = 'E-Mail,First Name,Shirt size', 'member1@example.com,Zed,m' }
        @{ Case = 'a column that is blank in every row'; Lines = 'email,First Name,sms_number,Dept', 'member1@example.com,Zed,,' }
        @{ Case = 'rows of delimiters below'; Lines = 'email,First Name', 'member1@example.com,Zed', ',', ',' }
    ) {
        $csv = Write-Csv people.csv $Lines
        Import-Csv $csv | Update-CcContact -ErrorAction Stop
        (Get-CcContact member1@example.com).FirstName | Should -Be 'Zed'
    }

    It 'takes an edited export: writable columns are used, the others are named' {
        $csv = Join-Path $TestDrive export.csv
        Get-CcContact member1@example.com | Export-Csv $csv
        $rows = @(Import-Csv $csv)
        $rows[0].FirstName = 'Zed'
        $rows | Export-Csv $csv
        Import-Csv $csv | Update-CcContact -ErrorAction Stop -WarningVariable named -WarningAction SilentlyContinue
        (Get-CcContact member1@example.com).FirstName | Should -Be 'Zed'
        "$named" | Should -BeLike '*PermissionToSend*'
    }

    It 'never takes an empty value for all contacts' {
        $nothing = $null
        { Get-CcContact -UpdatedBefore $nothing -ErrorAction Stop | Remove-CcContact -Confirm:$false } | Should -Throw -ErrorId 'CcBlankValue,*'
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'refuses a file with an unknown column before the first contact is looked up' {
        $csv = Write-Csv unknown.csv 'email,first_name,Shoe size', 'member1@example.com,Zed,44'
        Clear-EmulatorRequest $emulator
        { Import-Csv $csv | Update-CcContact -ErrorAction Stop } | Should -Throw -ErrorId 'CcUnknownColumn,*' -ExpectedMessage '*Shoe size*'
        @(Get-EmulatorRequest $emulator | Where-Object Path -NotLike '*/contact_custom_fields').Count | Should -Be 0
        Import-Csv $csv | Update-CcContact -IgnoreUnknownColumn -ErrorAction Stop
        (Get-CcContact member1@example.com).FirstName | Should -Be 'Zed'
    }

    It 'maps headings with -ColumnMap' {
        $csv = Write-Csv mapped.csv 'E-Mail;Position;No.', 'member1@example.com;Pilot;1'
        Import-Csv $csv -Delimiter ';' | Update-CcContact -ColumnMap @{ 'E-Mail' = 'email'; Position = 'job_title'; 'No.' = '' } -ErrorAction Stop
        (Get-CcContact member1@example.com).JobTitle | Should -Be 'Pilot'
    }

    It 'accounts for every row, and a failed row does not stop the next one' {
        $csv = Write-Csv mixed.csv 'email,job_title', 'member1@example.com,Pilot', 'nobody@example.com,Pilot', ',Pilot', 'member15@example.com,Pilot', 'member24@example.com,Pilot', 'member3@example.com,Pilot'
        $results = Import-Csv $csv | Update-CcContact -PassThru -ReportPath "$TestDrive/run.jsonl" -ErrorAction SilentlyContinue -ErrorVariable failures -WarningVariable warnings -WarningAction SilentlyContinue
        $results.Outcome -join ',' | Should -Be 'Updated,Failed,Failed,Suppressed,Failed,Updated'
        ($failures.FullyQualifiedErrorId -replace ',.*') -join ',' | Should -Be 'CcNotFound,CcInvalidValue,CcContactDeleted'
        ($failures | ForEach-Object { "$_" -replace ':.*' }) -join ',' | Should -Be 'Row 2,Row 3,Row 5'
        "$warnings" | Should -BeLike '*Row 4*unsubscribed*'
        $run = Get-CcRun -Last
        $run.Rows | Should -Be 6
        ($run.Counts.Values | Measure-Object -Sum).Sum | Should -Be 6
        $report = @(Get-Content "$TestDrive/run.jsonl" | ForEach-Object { ConvertFrom-Json -InputObject $_ })
        $report.Count | Should -Be 7
        $report[1].error_id | Should -Be 'CcNotFound'
        $report[6].summary.rows_in | Should -Be 6
    }

    It 'gives results that Export-Csv and ConvertTo-Json can write, failed ones too' {
        $results = 'member1@example.com', 'nobody@example.com' | Update-CcContact -JobTitle Pilot -PassThru -ErrorAction SilentlyContinue
        $json = ConvertTo-Json -InputObject @($results) -Depth 8
        $json.Length | Should -BeLessThan 50000
        (ConvertFrom-Json -InputObject $json)[1].ErrorId | Should -Be 'CcNotFound'
        $results[1].ToException().RecommendedAction | Should -Not -BeNullOrEmpty
        $results | Export-Csv -Path "$TestDrive/results.csv" -NoTypeInformation
        $rows = @(Import-Csv -Path "$TestDrive/results.csv")
        $rows[0].Changes | Should -BeLike 'job_title: *Pilot'
        $rows[1].Outcome | Should -Be 'Failed'
    }

    It 'stops at the first failure with -ErrorAction Stop, and leaves the other rows unchanged' {
        { 'nobody@example.com', 'member1@example.com', 'member3@example.com' | Update-CcContact -JobTitle Pilot -ErrorAction Stop } | Should -Throw -ErrorId 'CcNotFound,*'
        (Get-StoredContact $emulator member3@example.com).PSObject.Properties['job_title'] | Should -BeNullOrEmpty
    }

    It 'takes only the identity from a contact' {
        $old = Get-CcContact member1@example.com
        Update-CcContact member1@example.com -FirstName Changed
        $old | Update-CcContact -JobTitle Pilot -ErrorAction Stop
        (Get-CcContact member1@example.com).FirstName | Should -Be 'Changed'
    }

    It 'reads a cell as text: <Value> is no month' -ForEach @(@{ Value = '1,5' }, @{ Value = '2.5' }, @{ Value = 'no' }, @{ Value = '13' }) {
        $csv = Write-Csv month.csv 'email,birthday_month,birthday_day', "member1@example.com,`"$Value`",3"
        Import-Csv $csv | Update-CcContact -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CcInvalidValue,*'
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'takes script blocks for parameters' {
        [pscustomobject]@{ email = 'member1@example.com'; first_name = 'zed' } | Update-CcContact -JobTitle { "Pilot of $($_.email)" } -ErrorAction Stop
        (Get-CcContact member1@example.com).JobTitle | Should -Be 'Pilot of member1@example.com'
    }

    It 'does not restore, opt in or update deleted and unsubscribed contacts' {
        Update-CcContact member24@example.com -JobTitle Pilot -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CcContactDeleted,*'
        Update-CcContact member15@example.com -JobTitle Pilot -WarningAction SilentlyContinue
        { Update-CcContact member1@example.com -PermissionToSend explicit -ErrorAction Stop } | Should -Throw -ErrorId 'CcConsentNeeded,*'
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }
}
