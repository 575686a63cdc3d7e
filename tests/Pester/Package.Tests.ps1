BeforeDiscovery {
    $hasResourceGet = [bool](Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet) -and $PSVersionTable.PSEdition -eq 'Core'
    if (-not $hasResourceGet) { Write-Warning 'SKIPPED: the suite of the package. It needs PowerShell 7 with Microsoft.PowerShell.PSResourceGet.' }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
}

Describe 'The package' -Skip:(-not $hasResourceGet) {
    BeforeAll {
        # Another home folder where the platform allows one, so that the user's repositories and modules stay untouched.
        $script:previous = $env:HOME, $env:XDG_DATA_HOME, $env:XDG_CACHE_HOME
        if (-not $IsWindows) {
            $env:HOME = (New-Item -ItemType Directory -Path (Join-Path $TestDrive 'home')).FullName
            # .NET takes no folder of a home that does not exist, and the tools then write where they stand.
            $null = New-Item -ItemType Directory -Path "$env:HOME/.config", "$env:HOME/.cache", "$env:HOME/.local/share"
            $env:XDG_DATA_HOME = $env:XDG_CACHE_HOME = $null
        }
        Import-TestedModule
        $name = "cc-pester-$([guid]::NewGuid().ToString('N'))"
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'repository')
        # The package that is under test, if there is one; else one of the module under test, made in the same way.
        $built = Get-ChildItem -Path (Get-RepositoryPath packages) -Filter 'ConstantContact.*.nupkg' -ErrorAction Ignore | Select-Object -First 1
        $publish = if ($built) { "Copy-Item -LiteralPath '$($built.FullName)' -Destination '$($folder.FullName)'" } else { "Publish-PSResource -Path '$((Get-Module ConstantContact).ModuleBase)' -Repository '$name' -ErrorAction Stop" }
        $script:stand = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'stand')
        $script:result = Invoke-Shell -Folder $stand.FullName -Script @"
`$ErrorActionPreference = 'Stop'
`$ProgressPreference = 'SilentlyContinue'
Register-PSResourceRepository -Name '$name' -Uri '$($folder.FullName)' -Trusted
try {
    $publish
    Install-PSResource -Name ConstantContact -Repository '$name' -Scope CurrentUser
}
finally {
    Unregister-PSResourceRepository -Name '$name'
}
(Get-InstalledPSResource -Name ConstantContact).InstalledLocation
"@
    }

    AfterAll {
        if ($IsWindows) { $null = Invoke-Shell 'Uninstall-PSResource -Name ConstantContact -Scope CurrentUser' }
        $env:HOME, $env:XDG_DATA_HOME, $env:XDG_CACHE_HOME = $previous
    }

    It 'is installed by Install-PSResource from a folder' {
        $result.Error.Trim() | Should -Be ''
        $result.ExitCode | Should -Be 0
        $result.Output | Should -Match 'Modules'
        @(Get-ChildItem $folder.FullName -Filter 'ConstantContact.*.nupkg').Count | Should -Be 1
    }

    It 'leaves nothing behind in the folder where it was installed from' {
        Get-ChildItem -LiteralPath $stand.FullName -Force | Should -BeNullOrEmpty
    }

    It 'is imported by name in a new shell, has all cmdlets, and talks to the service' {
        $emulator = Open-Emulator -Member 5
        try {
            $session = Invoke-Shell @"
`$ErrorActionPreference = 'Stop'
`$env:CONSTANTCONTACT_ACCESS_TOKEN = '$($emulator.Token)'
`$env:CONSTANTCONTACT_BASE_URL = '$($emulator.BaseUri)'
Connect-CcAccount -FromEnvironment
(Get-Module ConstantContact).ModuleBase
(Get-Command -Module ConstantContact).Count
(Get-CcContact member1@example.com).EmailAddress
Update-CcContact member1@example.com -JobTitle Pilot
(Get-CcContact member1@example.com).JobTitle
"@
        }
        finally {
            Close-Emulator $emulator
        }
        $session.Error.Trim() | Should -Be ''
        $lines = @($session.Output.Trim() -split '\r?\n')
        if (-not $IsWindows) { $lines[0] | Should -BeLike "$env:HOME*" }
        $lines[0] | Should -Not -BeLike "$(Get-TestedModule)*"
        $lines[1] | Should -Be (Get-Module ConstantContact).ExportedCommands.Count
        $lines[2] | Should -Be 'member1@example.com'
        $lines[3] | Should -Be 'Pilot'
    }

    It 'holds both editions, the help and the licence, and no file that is not ours to ship' {
        Add-Type -AssemblyName System.IO.Compression.FileSystem
        $zip = [System.IO.Compression.ZipFile]::OpenRead((Get-ChildItem $folder.FullName -Filter '*.nupkg').FullName)
        try { $files = @($zip.Entries.FullName) } finally { $zip.Dispose() }
        foreach ($wanted in 'ConstantContact.psd1', 'Format.ps1xml', 'Types.ps1xml', 'LICENSE', 'bin/net8.0/ConstantContact.PowerShell.dll', 'bin/net472/ConstantContact.PowerShell.dll', 'bin/net8.0/dependencies/ConstantContact.Core.dll', 'bin/net472/dependencies/ConstantContact.Core.dll', 'en-US/about_ConstantContact.help.txt', 'en-US/ConstantContact.PowerShell.dll-Help.xml') {
            $files | Should -Contain $wanted
        }
        $files | Where-Object { $_ -match 'System\.Management\.Automation|ConstantContact\.Emulator|Tests\.dll' } | Should -BeNullOrEmpty
    }
}
