BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 60
    Connect-Emulator $emulator

    function Get-Heading {
        param([string] $Text)

        $lines = @($Text -split '\r?\n')
        for ($at = 1; $at -lt $lines.Count; $at++) {
            if ($lines[$at] -match '^[\s-]*-[\s-]*$') { return @($lines[$at - 1] -split '\s+' | Where-Object { $_ }) }
        }
    }
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Views' {
    BeforeEach {
        Restore-Emulator $emulator
    }

    It 'shows contacts as a table of at most five columns with the id in full at 120 characters' {
        $text = Get-CcContact -First 3 | Get-View -Width 120
        Get-Heading $text | Should -Be 'EmailAddress', 'Name', 'State', 'UpdatedAt', 'ContactId'
        $text | Should -Match ([regex]::Escape((Get-CcContact -First 1).ContactId))
    }

    It 'shows address, name, state and date in full at 80 characters' {
        $contact = Get-CcContact member1@example.com
        $text = $contact | Get-View -Width 80
        $text | Should -BeLike "*member1@example.com*$($contact.FirstName) $($contact.LastName)*implicit*$($contact.UpdatedAt.ToString('u'))*"
        ($text -split '\r?\n' | Where-Object { $_ -match 'member1' }) | Should -Not -Match ([char]0x2026)
    }

    It 'shows contacts that must not be written to at a glance' {
        (Get-CcContact member24@example.com | Get-View) | Should -BeLike '*member24@example.com*deleted*'
        (Get-CcContact member15@example.com | Get-View) | Should -BeLike '*member15@example.com*unsubscribed*'
    }

    It 'shows a contact in full as a list, with names for ids, an opt-out only if there is one, and times in UTC' {
        $text = Get-CcContact member15@example.com | Format-List | Get-View
        foreach ($label in 'ContactId', 'EmailAddress', 'PermissionToSend', 'CustomFields', 'Lists', 'Tags', 'Notes', 'OptOutDate') {
            $text | Should -Match "(?m)^$label\s+:"
        }
        $contact = Get-CcContact member1@example.com
        $text = $contact | Format-List | Get-View
        $text | Should -Not -Match 'OptOutDate'
        $text | Should -Match "(?m)^CreatedAt\s+: $($contact.CreatedAt.ToString('u'))"
        $text | Should -Match '(?m)^Lists\s+: .*Members'
        $text | Should -Match '(?m)^CustomFields\s+: .*Interests: Trees, Herbs'
    }

    It 'shows the properties that a user names' {
        Get-Heading (Get-CcContact member1@example.com | Format-Table -Property JobTitle, EmailAddress | Get-View) | Should -Be 'JobTitle', 'EmailAddress'
    }

    It 'shows a connection without its token' {
        Get-Heading (Get-CcConnection | Get-View -Width 120) | Should -Be 'ProfileName', 'Account', 'ExpiresAt', 'CanRenew', 'Scopes'
        (Get-CcConnection | Format-List | Get-View) | Should -Not -Match $emulator.Token
    }

    It 'shows results of updates as a table, without other output' {
        $results = 'member1@example.com', 'nobody@example.com' | Update-CcContact -JobTitle Pilot -PassThru -ErrorAction SilentlyContinue
        Get-Heading ($results | Get-View -Width 120) | Should -Be 'Row', 'Email', 'Outcome', 'Changes', 'Reason'
        @($results).Count | Should -Be 2
        @($results | ForEach-Object { $_.GetType().Name } | Select-Object -Unique) | Should -Be 'UpdateResult'
    }

    It 'shows a preview with its request and its body' {
        $preview = (Update-CcContact member1@example.com -JobTitle Pilot -WhatIf -PassThru).Preview
        ($preview | Get-View -Width 4000) | Should -Match '(?m)^BodyText\s+: \{"email_address"'
    }

    It 'shows an import''s summary as a list and its chunks as a table' {
        $summary = [pscustomobject]@{ email = 'bulk@example.com' } | Import-CcContactBulk -List Members
        ($summary | Get-View) | Should -Match '(?m)^Accepted\s+: 1'
        ($summary.Chunks | Get-View -Width 160) | Should -Match 'Completed'
        Get-Heading ($summary.Chunks | Get-View -Width 120) | Should -Be 'Number', 'State', 'Rows', 'Accepted', 'Message'
        ($summary.Chunks | Format-List | Get-View) | Should -Match '(?m)^FirstRow\s+: 1'
        Get-Heading (Get-CcActivity | Get-View -Width 120) | Should -Be 'ActivityId', 'Kind', 'State', 'PercentDone', 'CreatedAt'
        (Get-CcActivity | Format-List | Get-View) | Should -Match '(?m)^ItemsTotalCount\s+: 1'
        Get-Heading ($summary | Format-Table | Get-View -Width 120) | Should -Be 'RunId', 'RowsIn', 'Accepted', 'Rejected', 'Failed'
    }

    It 'shows objects by their names in a string' {
        "$(Get-CcContact member1@example.com)" | Should -Be 'member1@example.com'
        "$(Get-CcConnection)" | Should -BeLike "* at $(([uri]$emulator.BaseUri).Authority)"
    }

    It 'shows an error with its row and the remedy' {
        $text = (Invoke-Shell "$(Get-ShellPreamble $emulator)`n[pscustomobject]@{ email = 'nobody@example.com'; job_title = 'x' } | Update-CcContact")
        "$($text.Output)$($text.Error)" | Should -BeLike '*Row 1:*nobody@example.com*'
        if ($PSVersionTable.PSVersion.Major -ge 7) { "$($text.Output)$($text.Error)" | Should -BeLike '*Recommendation: *-CreateMissing*' }
    }
}
