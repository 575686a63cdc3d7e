BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 700
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Lists' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'are found by name, wildcard and id, in any case' {
        (Get-CcList 'spring NEWS').Name | Should -Be 'Spring news'
        (Get-CcList 'Spr*', 'Mem*').Name -join ',' | Should -Be 'Spring news,Members'
        (Get-CcList -ListId (Get-CcList Members).ListId).Name | Should -Be 'Members'
        @(Get-CcList).Count | Should -Be 8
        { Get-CcList 'No such list' -ErrorAction Stop } | Should -Throw
    }

    It 'are created from a CSV file, changed, and removed after a yes' {
        Set-Content -Path "$TestDrive/lists.csv" -Value 'name,description', 'Autumn news,About autumn', 'Winter news,'
        (Import-Csv "$TestDrive/lists.csv" | New-CcList -ErrorAction Stop).Name -join ',' | Should -Be 'Autumn news,Winter news'
        Set-CcList 'Winter news' -Name 'Frost news' | Should -BeNullOrEmpty
        (Get-CcList 'Frost news').Description | Should -BeNullOrEmpty
        Set-CcList 'Autumn news' -Name 'Harvest news'
        (Get-CcList 'Harvest news').Description | Should -Be 'About autumn'
        $null = Invoke-Shell "$(Get-ShellPreamble $emulator)`nRemove-CcList 'Frost news'" -Answer n
        (Get-CcList 'Frost news').Name | Should -Be 'Frost news'
        $null = Remove-CcList 'Frost news' -Confirm:$false
        @(Get-CcList | Where-Object Name -EQ 'Frost news').Count | Should -Be 0
    }

    It 'are left as they are with -WhatIf' {
        $shown = Get-ScreenText {
            New-CcList 'Never made' -WhatIf
            Set-CcList Members -Name Other -WhatIf
            Remove-CcList Members -WhatIf
        }
        [regex]::Matches($shown, '(?m)^(POST|PUT|DELETE) /v3/contact_lists').Count | Should -Be 3
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }

    It 'get and lose members by jobs of 500' {
        $people = Get-CcContact -First 600 -Include list_memberships
        Clear-EmulatorRequest $emulator
        $null = $people | Add-CcListMember -List 'Empty list' -Confirm:$false -WarningAction SilentlyContinue
        @(Get-EmulatorRequest $emulator -Write).Count | Should -Be 2
        @(Get-CcContact -List 'Empty list').Count | Should -BeGreaterThan 500
        $null = Get-CcContact -List 'Empty list' | Remove-CcListMember -List 'Empty list' -Confirm:$false -WarningAction SilentlyContinue
        @(Get-CcContact -List 'Empty list' -Status all).Count | Should -Be 0
    }
}

Describe 'Tags' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'are made, renamed, found and removed' {
        (New-CcTag 'spring 2026').Name | Should -Be 'spring 2026'
        Set-CcTag 'spring 2026' -Name 'summer 2026'
        (Get-CcTag 'sum*').Name | Should -Be 'summer 2026'
        $null = Remove-CcTag 'summer 2026' -Confirm:$false
        (Get-CcTag).Name | Should -Not -Contain 'summer 2026'
    }

    It 'are added to contacts and taken away' {
        $null = 'member1@example.com', 'member2@example.com' | Get-CcContact | Add-CcContactTag -Tag unused -Confirm:$false -WarningAction SilentlyContinue
        (Get-CcContact -Tag unused).EmailAddress -join ',' | Should -Be 'member1@example.com,member2@example.com'
        $null = Get-CcContact member1@example.com | Remove-CcContactTag -Tag unused -Confirm:$false -WarningAction SilentlyContinue
        (Get-CcContact -Tag unused).EmailAddress | Should -Be 'member2@example.com'
    }
}

Describe 'Custom fields' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'are made with choices, changed, found by type and removed' {
        $field = New-CcCustomField 'Favourite colour' single_select -Choice Red, Blue
        $field.Choices.Label -join ',' | Should -Be 'Red,Blue'
        Set-CcCustomField 'Favourite colour' -AddChoice Green -Confirm:$false
        (Get-CcCustomField 'Favourite*').Choices.Label -join ',' | Should -Be 'Red,Blue,Green'
        (Get-CcCustomField -Type single_select).Label | Should -Contain 'Favourite colour'
        Update-CcContact member1@example.com -CustomField @{ 'Favourite colour' = 'Blue' } -ErrorAction Stop
        @((Get-CcContact member1@example.com).CustomFields | Where-Object CustomFieldId -EQ $field.CustomFieldId).Count | Should -Be 1
        $null = Remove-CcCustomField 'Favourite colour' -Confirm:$false
        (Get-CcCustomField).Label | Should -Not -Contain 'Favourite colour'
    }

    It 'are left as they are with -WhatIf' {
        $shown = Get-ScreenText {
            New-CcCustomField Never string -WhatIf
            Remove-CcCustomField Remarks -WhatIf
        }
        [regex]::Matches($shown, '(?m)^(POST|DELETE) /v3/contact_custom_fields').Count | Should -Be 2
        Get-EmulatorRequest $emulator -Write | Should -BeNullOrEmpty
    }
}

Describe 'Segments' {
    It 'are made, renamed, read with their criteria and removed' {
        Restore-Emulator $emulator
        $criteria = '{"version":"1.0.0","criteria":{"type":"and","group":[{"source":"contact","field":"city","op":"eq","value":"Waltham"}]}}'
        $segment = New-CcSegment 'All of Waltham' $criteria -ErrorAction Stop
        Set-CcSegment 'All of Waltham' -Name 'Waltham' -ErrorAction Stop
        (Get-CcSegment 'Walt*' -IncludeCriteria).SegmentId | Should -Be $segment.SegmentId
        Remove-CcSegment 'Waltham' -Confirm:$false
        @(Get-CcSegment | Where-Object Name -EQ 'Waltham').Count | Should -Be 0
    }
}

Describe 'Views of lists, tags and fields' {
    It 'have at most five columns and show the name in full' {
        Restore-Emulator $emulator
        (Get-CcList | Get-View -Width 120) | Should -BeLike '*General interest*'
        (Get-CcTag | Get-View -Width 120) | Should -BeLike '*bounced once*'
        (Get-CcCustomField | Get-View -Width 120) | Should -BeLike '*Member number*'
        foreach ($text in (Get-CcList | Get-View -Width 120), (Get-CcTag | Get-View -Width 120), (Get-CcCustomField | Get-View -Width 120)) {
            $rule = $text -split '\r?\n' | Where-Object { $_ -match '^[\s-]*-[\s-]*$' } | Select-Object -First 1
            @($rule -split '\s+' | Where-Object { $_ }).Count | Should -BeLessOrEqual 5
        }
    }
}

Describe 'Tab' {
    It 'offers names of lists, tags and fields' {
        foreach ($case in @{ Text = 'Get-CcList Spr'; Wanted = "'Spring news'" }, @{ Text = 'Remove-CcTag v'; Wanted = 'vip' }, @{ Text = 'Remove-CcCustomField Rem'; Wanted = 'Remarks' }) {
            $offered = @()
            for ($try = 1; $try -le 5 -and -not $offered; $try++) {
                $offered = @((TabExpansion2 -inputScript $case.Text -cursorColumn $case.Text.Length).CompletionMatches | ForEach-Object { $_.CompletionText })
            }
            $offered | Should -Contain $case.Wanted
        }
    }
}
