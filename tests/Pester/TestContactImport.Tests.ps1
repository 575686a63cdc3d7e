BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    Disconnect-CcAccount
    $bad = Join-Path $TestDrive 'bad.csv'
    Set-Content -Path $bad -Value 'email,zip,Shoe size', 'a@example.com,2451,44', 'bad@,02451,45', 'A@example.com,,46'
}

Describe 'Test-CcContactImport' {
    It 'finds the same in <Case>, without a connection' -ForEach @(
        @{ Case = 'a file'; Script = { Test-CcContactImport $bad } }
        @{ Case = 'rows of Import-Csv'; Script = { Import-Csv $bad | Test-CcContactImport } }
    ) {
        $findings = & $Script
        @($findings | ForEach-Object { "$($_.Row) $($_.RuleId) $($_.Column) $($_.Severity)" }) | Should -Be @(
            '0 unknown-column Shoe size Error', '1 lost-zero zip Warning', '2 email-malformed email Error', '3 duplicate  Error', '0 forecast  Information')
        $findings.Remedy | Should -Not -BeNullOrEmpty
    }

    It 'reads properties that the type data of the session adds, to the first object and to a later one' {
        Update-TypeData -TypeName CcTest.Row -MemberType ScriptProperty -MemberName zip -Value { '2451' } -Force
        $plain = [pscustomobject]@{ email = 'a@example.com' }
        $typed = [pscustomobject]@{ PSTypeName = 'CcTest.Row'; email = 'b@example.com' }
        try {
            foreach ($rows in @($typed, $plain), @($plain, $typed)) {
                $found = @($rows | Test-CcContactImport | Where-Object RuleId -EQ 'lost-zero')
                $found.Row | Should -Be (1 + [array]::IndexOf($rows, $typed))
            }
        }
        finally {
            Remove-TypeData -TypeName CcTest.Row
        }
    }

    It 'says why a file cannot be read' {
        $finding = Test-CcContactImport "$TestDrive/none.csv"
        $finding.RuleId | Should -Be 'invalid-file'
        $finding.Severity | Should -Be 'Error'
    }
}
