BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 30
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Export-CcContact' {
    BeforeEach {
        Restore-Emulator $emulator
        $file = Join-Path $TestDrive 'people.csv'
        Remove-Item $file -ErrorAction SilentlyContinue
    }

    It 'writes a file that Import-Csv reads as the objects without a file are' {
        Export-CcContact $file -List Members
        $objects = @(Export-CcContact -List Members)
        $read = @(Import-Csv $file)
        $read.Count | Should -Be $objects.Count
        $read[0].'Email address' | Should -Be $objects[0].'Email address'
    }

    It 'writes a file that Import-CcContactBulk takes' {
        $summary = Export-CcContact -List Members -Status active -AsImport | Select-Object email, first_name, last_name | Import-CcContactBulk -List Members
        $summary.ExitCode | Should -Be 0
        $summary.RowsIn | Should -BeGreaterThan 0
    }

    It 'keeps an existing file' {
        Set-Content $file 'mine'
        { Export-CcContact $file -ErrorAction Stop } | Should -Throw -ErrorId 'CcReportNotWritable,*'
        Get-Content $file | Should -Be 'mine'
    }
}
