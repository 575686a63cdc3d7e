#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Signs the package that was tested, and publishes it. The last job of the workflow, for a tag.
.DESCRIPTION
    Publishes exactly the files that the other jobs have tested. Refuses a tag that does not name the manifest's version.
    Without CC_GALLERY_KEY nothing is published. Without CC_SIGNING_CERTIFICATE (a PFX file as base64, with
    CC_SIGNING_PASSWORD) nothing is signed. Signing needs Windows.
#>
[CmdletBinding()]
param(
    # Folder with one ConstantContact.*.nupkg.
    [Parameter(Mandatory)] [string] $Packages,
    # Such as v0.1.0.
    [Parameter(Mandatory)] [string] $Tag,
    [string] $Repository = 'PSGallery',
    # Signs the files here; a copy of the package is expanded into it.
    [string] $Work = (Join-Path ([System.IO.Path]::GetTempPath()) "cc-publish-$([guid]::NewGuid().ToString('N'))")
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$package = @(Get-ChildItem -Path $Packages -Filter 'ConstantContact.*.nupkg')
if ($package.Count -ne 1) { throw "There must be exactly one package in $Packages, but there are $($package.Count)." }

$module = Join-Path $Work 'ConstantContact'
Add-Type -AssemblyName System.IO.Compression.FileSystem
[System.IO.Compression.ZipFile]::ExtractToDirectory($package[0].FullName, $module)
# The other contents of a package.
Remove-Item -Path (Join-Path $module '_rels'), (Join-Path $module 'package') -Recurse -Force
Remove-Item -LiteralPath (Join-Path $module '[Content_Types].xml')
Get-ChildItem -Path $module -Filter '*.nuspec' | Remove-Item

$version = (Test-ModuleManifest -Path (Join-Path $module 'ConstantContact.psd1')).Version
if ($Tag -ne "v$version") { throw "The tag $Tag does not name the manifest's version $version." }

if ($env:CC_SIGNING_CERTIFICATE) {
    $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new([convert]::FromBase64String($env:CC_SIGNING_CERTIFICATE), $env:CC_SIGNING_PASSWORD)
    $own = Get-ChildItem -Path $module -Recurse -File | Where-Object { $_.Extension -in '.psd1', '.ps1xml' -or $_.Name -like 'ConstantContact.*.dll' }
    $signatures = @($own | Set-AuthenticodeSignature -Certificate $certificate -HashAlgorithm SHA256 -TimestampServer 'http://timestamp.digicert.com')
    $unsigned = @($signatures | Where-Object Status -ne 'Valid')
    if ($unsigned) { throw "Not signed: $($unsigned.Path -join ', ')." }
    Write-Output "Signed: $($signatures.Count) files."
}
else {
    Write-Output 'Not signed: there is no CC_SIGNING_CERTIFICATE.'
}

if ($env:CC_GALLERY_KEY) {
    Publish-PSResource -Path $module -Repository $Repository -ApiKey $env:CC_GALLERY_KEY
    Write-Output "Published: ConstantContact $version to $Repository."
}
else {
    Write-Output 'Not published: there is no CC_GALLERY_KEY.'
}
