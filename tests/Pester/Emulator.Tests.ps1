BeforeDiscovery {
    $script:isUnix = $PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $script:previous = $env:CONSTANTCONTACT_EMULATOR
    $env:CONSTANTCONTACT_EMULATOR = $null
    $script:path = Get-EmulatorAssembly
}

AfterAll {
    Stop-CcEmulator
    $env:CONSTANTCONTACT_EMULATOR = $script:previous
}

Describe 'Start-CcEmulator and Stop-CcEmulator' {
    It 'start, connect, show the page, and stop' {
        $emulator = Start-CcEmulator -Path $path -MemberCount 20 -RequestsPerSecond 1000
        @(Get-CcContact -Status all).Count | Should -Be 20
        $emulator | Get-View | Should -Match '(?m)^Page +: http://127\.0\.0\.1:\d+/'
        (Invoke-WebRequest $emulator.Page -UseBasicParsing).Content | Should -Match '<html'
        (Invoke-RestMethod "$($emulator.ControlUri)state").contacts.Count | Should -Be 20
        $process = Get-Process -Id $emulator.ProcessId
        $emulator | Stop-CcEmulator
        $process.HasExited | Should -BeTrue
        $emulator.IsRunning | Should -BeFalse
        { Get-CcContact -ErrorAction Stop } | Should -Throw -ErrorId 'CcNotConnected*'
    }

    It 'say how to install the emulator where it is missing' {
        # A path and a home without the tool.
        $result = Invoke-Shell "Import-Module '$(Get-TestedModule)'`n`$env:CONSTANTCONTACT_EMULATOR = `$null`n`$env:PATH = '$TestDrive'`ntry { Start-CcEmulator } catch { `$_.FullyQualifiedErrorId; `$_.ToString() }"
        if ($result.Output -match 'Page +:') { Set-ItResult -Skipped -Because 'the tool is installed for this user' }
        $result.Output | Should -Match '^CcEmulatorMissing,'
        ($result.Output -replace '\s+', ' ') | Should -BeLike '*dotnet tool install --global --add-source packages ConstantContact.Emulator*'
    }

    It 'run the tool that is on the path' -Skip:(-not $isUnix) {
        $tool = Join-Path $TestDrive 'constantcontact-emulator'
        Set-Content -Path $tool -Value "#!/bin/sh`nexec dotnet '$path' `"`$@`""
        & /bin/chmod +x $tool
        $result = Invoke-Shell "Import-Module '$(Get-TestedModule)'`n`$env:CONSTANTCONTACT_EMULATOR = `$null`n`$env:PATH = '$TestDrive' + [IO.Path]::PathSeparator + `$env:PATH`n`$null = Start-CcEmulator 10 -RequestsPerSecond 1000`n@(Get-CcContact -Status all).Count"
        $result.Output.Trim() | Should -Be '10'
        $result.ExitCode | Should -Be 0
    }

    It 'leave no emulator behind when <How>' -Skip:(-not $isUnix) -ForEach @(
        @{ How = 'the script ends'; Signal = $null }
        @{ How = 'the process is killed'; Signal = 'KILL' }
    ) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).txt"
        $wait = if ($Signal) { 'Start-Sleep 600' }
        $running = Open-Shell "Import-Module '$(Get-TestedModule)'`n`$emulator = Start-CcEmulator -Path '$path' -MemberCount 5`nSet-Content '$file.new' `$emulator.ProcessId`nMove-Item '$file.new' '$file'`n$wait"
        $patience = [System.Diagnostics.Stopwatch]::StartNew()
        while (-not (Test-Path $file) -and $patience.Elapsed.TotalSeconds -lt 120) { Start-Sleep -Milliseconds 100 }
        $id = [int](Get-Content $file)
        $emulator = Get-Process -Id $id -ErrorAction Ignore
        if ($Signal) {
            $emulator | Should -Not -BeNullOrEmpty
            & /bin/kill "-$Signal" $running.Process.Id
        }
        $null = Wait-Shell $running
        if ($emulator) { $emulator.WaitForExit(60000) | Should -BeTrue }
        Get-Process -Id $id -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'survive Ctrl+C, which ends the command alone' -Skip:(-not $isUnix) {
        $emulator = Start-CcEmulator -Path $path -MemberCount 5
        & /bin/kill -INT $emulator.ProcessId
        (Get-CcContactCount).Total | Should -BeGreaterThan 0
        Stop-CcEmulator
        $emulator.IsRunning | Should -BeFalse
    }
}
