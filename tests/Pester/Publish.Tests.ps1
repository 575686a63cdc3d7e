BeforeDiscovery {
    $hasResourceGet = [bool](Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet) -and $PSVersionTable.PSEdition -eq 'Core'
    if (-not $hasResourceGet) { Write-Warning 'SKIPPED: the suite of publishing. It needs PowerShell 7 with Microsoft.PowerShell.PSResourceGet.' }
}

Describe 'publish.ps1' -Skip:(-not $hasResourceGet) {
    BeforeAll {
        Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
        Import-TestedModule
        # In the workflow it lies beside the package.
        $script:publish = @('publish.ps1', '.ci/publish.ps1' | ForEach-Object { Get-RepositoryPath $_ } | Where-Object { Test-Path $_ })[0]
        $script:version = "$((Get-Module ConstantContact).Version)"
        $script:packages = (New-Item -ItemType Directory -Path (Join-Path $TestDrive 'packages')).FullName
        $script:gallery = (New-Item -ItemType Directory -Path (Join-Path $TestDrive 'gallery')).FullName
        $script:previous = $env:HOME, $env:XDG_DATA_HOME, $env:XDG_CACHE_HOME
        if (-not $IsWindows) {
            $env:HOME = (New-Item -ItemType Directory -Path (Join-Path $TestDrive 'home')).FullName
            $null = New-Item -ItemType Directory -Path "$env:HOME/.config", "$env:HOME/.cache", "$env:HOME/.local/share"
            $env:XDG_DATA_HOME = $env:XDG_CACHE_HOME = $null
        }

        function Invoke-Publish {
            param([string] $Tag, [string] $Key)

            Invoke-Shell @"
`$ErrorActionPreference = 'Stop'
`$ProgressPreference = 'SilentlyContinue'
Register-PSResourceRepository -Name CcPackages -Uri '$packages' -Trusted -Force
Register-PSResourceRepository -Name CcGallery -Uri '$gallery' -Trusted -Force
if (-not (Get-ChildItem '$packages')) { Publish-PSResource -Path '$((Get-Module ConstantContact).ModuleBase)' -Repository CcPackages }
`$env:CC_GALLERY_KEY = '$Key'
`$env:CC_SIGNING_CERTIFICATE = ''
& '$publish' -Packages '$packages' -Tag '$Tag' -Repository CcGallery -Work '$(Join-Path $TestDrive ([guid]::NewGuid().ToString('N')))'
"@
        }
    }

    AfterAll {
        $env:HOME, $env:XDG_DATA_HOME, $env:XDG_CACHE_HOME = $previous
    }

    It 'publishes nothing without a key' {
        $result = Invoke-Publish -Tag "v$version"
        $result.Error.Trim() | Should -Be ''
        $result.Output | Should -BeLike '*Not signed:*Not published:*'
        Get-ChildItem $gallery | Should -BeNullOrEmpty
    }

    It 'refuses a tag that is not the version' {
        $result = Invoke-Publish -Tag 'v99.0.0' -Key invented
        $result.ExitCode | Should -Not -Be 0
        $result.Error | Should -BeLike "*does not name the manifest's version $version*"
        Get-ChildItem $gallery | Should -BeNullOrEmpty
    }

    It 'publishes the tested files with a key' {
        $result = Invoke-Publish -Tag "v$version" -Key invented
        $result.Error.Trim() | Should -Be ''
        (Get-ChildItem $gallery).Name | Should -Be "ConstantContact.$version.nupkg"
    }
}
