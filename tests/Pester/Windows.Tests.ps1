# Files and text that Windows treats differently from other systems.
BeforeDiscovery {
    $script:isWindowsHere = $PSVersionTable.PSEdition -ne 'Core' -or $IsWindows
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $script:emulator = Open-Emulator -Member 5
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Files that other programs have open' {
    It 'reads a CSV file that a spreadsheet has open' {
        $path = "$TestDrive/open.csv"
        "email,first_name`nopen@example.com,Anna" | Set-Content -LiteralPath $path -Encoding ascii
        $spreadsheet = [System.IO.File]::Open($path, 'Open', 'ReadWrite', 'Read')
        try {
            (Import-CcContactBulk $path -List Members).Accepted | Should -Be 1
        }
        finally { $spreadsheet.Dispose() }
    }
}

Describe 'Text for a log that is not Unicode' {
    It 'has no sign that such a log cannot hold' {
        $result = Invoke-Shell "$(Get-ShellPreamble $emulator)`n[Console]::OutputEncoding = [System.Text.Encoding]::ASCII`nUpdate-CcContact member1@example.com -FirstName Zed -WhatIf"
        $result.Error.Trim() | Should -Be ''
        $result.Output | Should -Match '->\s+Zed'
        $result.Output | Should -Not -Match '\?\s+Zed'
    }
}

Describe 'Code pages' {
    It 'takes ansi for the code page of the system' -Skip:(-not $isWindowsHere) {
        $page = [int](Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\Nls\CodePage').ACP
        $path = "$TestDrive/ansi.csv"
        [System.IO.File]::WriteAllBytes($path, [System.Text.Encoding]::GetEncoding($page).GetBytes("email,first_name`nansi@example.com,Zo$([char]0xEB)"))
        (Import-CcContactBulk $path -Encoding ansi -List Members).Accepted | Should -Be 1
        (Get-CcContact ansi@example.com).FirstName | Should -Be "Zo$([char]0xEB)"
    }
}

Describe 'The data folder' {
    It 'is the user''s, the system''s and the administrators'' and takes no rights from the folder above' -Skip:(-not $isWindowsHere) {
        $null = Update-CcContact member2@example.com -JobTitle Pilot
        $rights = Get-Acl -LiteralPath $emulator.DataFolder
        $rights.AreAccessRulesProtected | Should -BeTrue
        $user = [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value
        $allowed = $rights.GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier]).IdentityReference.Value | Sort-Object -Unique
        $allowed -join ',' | Should -Be ((@($user, 'S-1-5-18', 'S-1-5-32-544') | Sort-Object -Unique) -join ',')
    }
}
