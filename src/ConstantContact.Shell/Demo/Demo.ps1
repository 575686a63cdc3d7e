# The tour of the main job, on the emulator: dotnet run --project src/ConstantContact.Shell -- --demo
# It checks what it claims, and ends with exit code 1 where a claim does not hold. In a plain pwsh, after dotnet build: pwsh -File Demo.ps1
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

if (-not (Get-Variable CcEmulator -ErrorAction Ignore)) {
    $root = (Get-Item "$PSScriptRoot/../../..").FullName
    Import-Module "$root/output/ConstantContact"
    $CcEmulator = Start-CcEmulator -MemberCount 300 -Path "$root/src/ConstantContact.Emulator/bin/Debug/net10.0/ConstantContact.Emulator.dll"
}

function Write-Step {
    param([string]$Title, [string[]]$Text)
    $script:step++
    Write-Host ''
    Write-Host "$script:step. $Title" -ForegroundColor Cyan
    $Text | ForEach-Object { Write-Host "   $_" }
    Write-Host ''
}

function Write-Line {
    param([Parameter(ValueFromPipeline)]$InputObject)
    process { Write-Host "   $InputObject" }
}

function Assert-Claim {
    param([bool]$Holds, [string]$Claim)
    if (-not $Holds) { throw "The demo's claim does not hold: $Claim." }
    Write-Host "   OK: $Claim." -ForegroundColor Green
}

# What the service has stored, past the API: costs no request of the allowance.
function Get-StoredContact {
    param([string]$ContactId)
    (Invoke-RestMethod "$($CcEmulator.ControlUri)state").contacts | Where-Object contact_id -EQ $ContactId
}

# Every value by its place, such as "phone_numbers[work].phone_number". Stamps are the service's own business.
function Get-Value {
    param($Json, [string]$Place = '')
    if ($Json -is [System.Management.Automation.PSCustomObject]) {
        foreach ($member in $Json.PSObject.Properties) {
            if ($member.Name -notin 'created_at', 'updated_at', 'update_source') {
                Get-Value $member.Value "$Place$(if ($Place) { '.' })$($member.Name)"
            }
        }
    }
    elseif ($Json -is [array]) {
        foreach ($item in $Json) {
            $key = $item
            if ($item -is [System.Management.Automation.PSCustomObject]) {
                $members = $item.PSObject.Properties.Name
                $key = if ('kind' -in $members) { $item.kind } elseif ('custom_field_id' -in $members) { Get-Name $item.custom_field_id } else { @($item.PSObject.Properties.Value)[0] }
            }
            Get-Value $item "$Place[$(Get-Name $key)]"
        }
    }
    else {
        [pscustomobject]@{ Place = $Place; Value = Get-Name "$Json" }
    }
}

function Get-Name {
    param([string]$Id)
    if ($names.ContainsKey($Id)) { $names[$Id] } else { $Id }
}

# The stored contacts as text, without the stamps that the service sets itself.
function Get-StoredText {
    param([string[]]$ContactId)
    (Invoke-RestMethod "$($CcEmulator.ControlUri)state").contacts | Where-Object contact_id -In $ContactId | ForEach-Object {
        ($_ | ConvertTo-Json -Depth 9 -Compress) -replace ',?"(updated_at|update_source)":"[^"]*"'
    }
}

# One line for each value that differs between two states of a contact.
function Compare-Stored {
    param($Before, $After)
    $old = @{}
    $new = @{}
    Get-Value $Before | ForEach-Object { $old[$_.Place] = $_.Value }
    Get-Value $After | ForEach-Object { $new[$_.Place] = $_.Value }
    foreach ($place in @($old.Keys) + @($new.Keys) | Sort-Object -Unique) {
        if ($old[$place] -cne $new[$place]) {
            [pscustomobject]@{
                Place  = $place
                Before = $old[$place]
                After  = $new[$place]
                Change = if (-not $new.ContainsKey($place) -or ('' -eq $new[$place])) { 'lost' } elseif (-not $old.ContainsKey($place)) { 'added' } else { 'changed' }
            }
        }
    }
}

$step = 0
$names = @{}
$state = Invoke-RestMethod "$($CcEmulator.ControlUri)state"
$state.lists | ForEach-Object { $names[$_.list_id] = $_.name }
$state.tags | ForEach-Object { $names[$_.tag_id] = $_.name }
$state.custom_fields | ForEach-Object { $names[$_.custom_field_id] = $_.label }

# The sources disagree about sub-resources that a PUT leaves out: the specification says that they are kept, the vendor's
# support staff that they are gone. The emulator plays the staff here; the module's update is right under both.
$null = Invoke-RestMethod "$($CcEmulator.ControlUri)options" -Method Patch -Body '{ "switches": { "omitted-subresource": "null" } }'

# The two with most to lose, of those who may be written to. Not with SMS: that is a story of its own.
$contact, $victim = $state.contacts |
    Where-Object {
        $has = $_.PSObject.Properties.Name
        'email_address' -in $has -and 'first_name' -in $has -and 'last_name' -in $has -and 'deleted_at' -notin $has -and 'sms_channel' -notin $has -and
        $_.email_address.permission_to_send -in 'implicit', 'explicit' -and $_.taggings -and
        @(Get-Value $_).Place -contains 'custom_fields[Remarks].value' -and @(Get-Value $_).Place -contains 'street_addresses[home].city'
    } |
    Where-Object { -not ($_.phone_numbers | Group-Object kind | Where-Object Count -GT 1) } |
    Sort-Object { @(Get-Value $_).Count } -Descending |
    Select-Object -First 2
$email = $contact.email_address.address
$spare = @($state.lists | Where-Object { $_.list_id -notin $contact.list_memberships -and $_.name -ne 'Empty list' })[0].name

Write-Host 'ConstantContact for PowerShell: changing one field of a contact without losing the others.'
Write-Host "An invented account of $(@($state.contacts).Count) contacts on an emulator; nothing reaches the real service."

Write-Step 'A contact with much to lose' "This is $email as Get-CcContact shows it, with all six sub-resources."
Get-CcContact -Email $email |
    Format-List EmailAddress, PermissionToSend, FirstName, LastName, JobTitle, CompanyName, CustomFields, PhoneNumbers, StreetAddresses, Lists, Tags, Notes |
    Out-String -Stream -Width 110 | Where-Object { $_ } | Write-Line

Write-Step 'What a naive update would wipe' @(
    'The API has one update, a PUT, and it overwrites: what the body leaves out is gone (for sub-resources, so say the'
    "vendor's support staff; the specification denies it, nobody has measured it, and the emulator can play either)."
    "Here is the usual script, run on another contact ($($victim.email_address.address)): GET, set the job title, PUT."
)
# The allowance is 4 requests a second, and these two are not counted by the module.
Start-Sleep -Seconds 1
$call = @{ Headers = @{ Authorization = 'Bearer emulator' }; MaximumRetryCount = 5; RetryIntervalSec = 1 }
$found = (Invoke-RestMethod "$($CcEmulator.BaseUri)/contacts?status=all&email=$([uri]::EscapeDataString($victim.email_address.address))" @call).contacts[0]
$body = [ordered]@{
    email_address = @{ address = $found.email_address.address; permission_to_send = $found.email_address.permission_to_send }
    first_name    = $found.first_name
    last_name     = $found.last_name
    job_title     = 'Head of Rehearsal'
    update_source = 'Account'
}
$null = Invoke-RestMethod "$($CcEmulator.BaseUri)/contacts/$($victim.contact_id)" -Method Put @call -ContentType 'application/json' -Body ($body | ConvertTo-Json -Depth 5)

Start-Sleep -Seconds 1
$wiped = @(Compare-Stored $victim (Get-StoredContact $victim.contact_id) | Where-Object Change -EQ 'lost')
$wiped | Group-Object { $_.Place -replace '[[.].*' } | ForEach-Object {
    $samples = @($_.Group | Where-Object Place -NotMatch '(_id|kind|_source)$' | ForEach-Object Before | Select-Object -First 5)
    'lost  {0,-17} {1,2} values: {2}' -f $_.Name, $_.Count, "$($samples -join '; ')$(if ($_.Count -gt $samples.Count) { '; ...' })"
} | Write-Line
Assert-Claim ($wiped.Count -gt 10) "that one PUT wiped $($wiped.Count) values, and answered 200"

Write-Step 'The same change, previewed' @(
    'Update-CcContact -Merge -WhatIf looks the contact up, merges, and shows old -> new and the very body it would send.'
    'Nothing is written.'
)
$change = @{
    Email       = $email
    Merge       = $true
    JobTitle    = 'Head of Rehearsal'
    CustomField = @{ Remarks = 'Plays the lead' }
    Address     = @{ home = @{ city = 'Graz' } }
    AddToList   = $spare
}
Write-Host "   Update-CcContact -Email $email -Merge -JobTitle 'Head of Rehearsal' -CustomField @{ Remarks = 'Plays the lead' } ``"
Write-Host "       -Address @{ home = @{ city = 'Graz' } } -AddToList '$spare' -WhatIf"
Write-Host ''
Update-CcContact @change -WhatIf
Assert-Claim (@(Compare-Stored $contact (Get-StoredContact $contact.contact_id)).Count -eq 0) 'the stored contact is what it was'

Write-Step 'Applied' 'The same command without -WhatIf: GET, merge, PUT everything back, and compare the answer with what was sent.'
Update-CcContact @change -PassThru | Format-List Email, Outcome, Changes | Out-String -Stream | Where-Object { $_ } | Write-Line

Write-Step 'Proof that nothing else changed' 'The stored JSON before and after, compared value by value (without the stamps that the service sets itself).'
$differences = @(Compare-Stored $contact (Get-StoredContact $contact.contact_id))
$differences | Format-Table Change, Place, Before, After -AutoSize | Out-String -Stream -Width 110 | Where-Object { $_ } | Write-Line
$asked = "custom_fields[Remarks].value job_title list_memberships[$spare] street_addresses[home].city"
Assert-Claim ("$($differences.Place | Sort-Object)" -eq $asked) "of $(@(Get-Value $contact).Count) values, exactly the $($differences.Count) that were asked for are different"

Write-Step 'Many at once: look, agree, apply, take back' @(
    'New-CcPlan compares rows with the account and writes nothing to it. Export-CcReport makes a page for the person who has to agree.'
    'Invoke-CcPlan applies exactly the plan and proves it. Undo-CcRun takes it back where nobody has changed anything since.'
)
$lists = ($state.contacts.list_memberships | Group-Object | Sort-Object Count -Descending | Select-Object -First 3).Name
$some = @($state.contacts | Where-Object {
        $has = $_.PSObject.Properties.Name
        'company_name' -in $has -and 'deleted_at' -notin $has -and 'email_address' -in $has -and
        $_.email_address.permission_to_send -in 'implicit', 'explicit' -and ($_.list_memberships | Where-Object { $_ -in $lists }) -and $_.contact_id -notin $contact.contact_id, $victim.contact_id
    } | Select-Object -First 100)
$rows = $some | ForEach-Object { [pscustomobject]@{ email = $_.email_address.address; company_name = 'Example Ltd' } }
$before = Get-StoredText $some.contact_id
$folder = New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "cc-demo-$PID")
$run = "demo-$([guid]::NewGuid().ToString('N').Substring(0, 8))"
try {
    Push-Location $folder
    Write-Host '   $rows | New-CcPlan -Path monday.ccplan; Export-CcReport -Plan monday.ccplan -Path monday.html'
    $plan = $rows | New-CcPlan -Path monday.ccplan
    Export-CcReport -Plan monday.ccplan -Path monday.html
    "$($plan.Counts['Update']) contacts to update, with $($plan.Forecast); the page has $((Get-Item monday.html).Length) bytes and needs no network" | Write-Line
    Get-CcPlan monday.ccplan | Select-Object -First 3 | Format-Table Row, Email, Action, Routes, Shown | Out-String -Stream -Width 110 | Where-Object { $_ } | Write-Line

    Write-Host "   Invoke-CcPlan monday.ccplan -RunId $run; Undo-CcRun -RunId $run"
    $applied = @(Invoke-CcPlan monday.ccplan -RunId $run -Confirm:$false -PassThru | Where-Object Outcome -EQ 'Applied')
    $after = Get-StoredText $some.contact_id
    Assert-Claim ($applied.Count -eq $some.Count -and -not (Compare-Object ($before -replace '"company_name":"(\\.|[^"\\])*"', '"company_name":"Example Ltd"') $after)) "$($applied.Count) contacts have the new company name, and no other value is different"
    Undo-CcRun -RunId $run -Confirm:$false
    Assert-Claim (-not (Compare-Object $before (Get-StoredText $some.contact_id))) 'every value is what it was before the plan'
}
finally {
    Pop-Location
    Remove-Item $folder -Recurse
}

Write-Step 'Many at once: new contacts' @(
    'A CSV of 250 rows for the bulk import, which changes only what it is given. Some rows are bad on purpose.'
    'Every row is checked before the first is sent, and every row is accounted for.'
)
$csv = Join-Path ([IO.Path]::GetTempPath()) "cc-demo-$PID.csv"
try {
    $unsubscribed = @($state.contacts | Where-Object { $_.PSObject.Properties['email_address'] -and $_.email_address.permission_to_send -eq 'unsubscribed' -and -not $_.PSObject.Properties['deleted_at'] })[0]
    1..250 | ForEach-Object {
        $row = [ordered]@{ email = "visitor$_@example.com"; first_name = "Visitor $_"; last_name = 'O"Hara, jr.'; birthday_month = ''; birthday_day = '' }
        switch ($_) {
            50 { $row.email = '' }
            100 { $row.email = 'visitor100.example.com' }
            150 { $row.birthday_month = '13'; $row.birthday_day = '1' }
            200 { $row.email = $unsubscribed.email_address.address }
        }
        [pscustomobject]$row
    } | Export-Csv $csv -UseQuotes AsNeeded

    Write-Host "   Import-CcContactBulk $(Split-Path $csv -Leaf) -List 'Spring news' -OnInvalid Skip"
    $summary = Import-CcContactBulk $csv -List 'Spring news' -OnInvalid Skip -ErrorAction SilentlyContinue
}
finally {
    Remove-Item $csv -ErrorAction Ignore
}

$summary | Format-List RowsIn, Accepted, Rejected, Suppressed, Duplicates, Failed, NotAttempted, RequestsUsed | Out-String -Stream | Where-Object { $_ } | Write-Line
$summary.Failures | ForEach-Object { "failed      $_" } | Write-Line
$summary.SuppressedRows | ForEach-Object { "suppressed  $_" } | Write-Line
Assert-Claim ($summary.RowsIn -eq 250 -and $summary.RowsIn -eq $summary.Accepted + $summary.Rejected + $summary.Suppressed + $summary.Duplicates + $summary.Failed + $summary.NotAttempted) 'rows in = accepted + rejected + suppressed + duplicates + failed + not attempted'
Assert-Claim ($summary.Failed -eq 3 -and $summary.Suppressed -eq 1) 'the three bad rows are named, and who had unsubscribed was not written to'

$requests = @(Invoke-RestMethod "$($CcEmulator.ControlUri)requests" | ForEach-Object { $_ })
$refused = @($requests | Where-Object status -GE 400)
$early = @($refused | Where-Object status -EQ 429)
Write-Step 'What it cost' "$($requests.Count) requests of the day's 10,000, by the emulator's own log:"
$requests | Group-Object { "$($_.method) $($_.path -replace '[0-9a-f]{8}-[0-9a-f-]+', '{id}')" } | ForEach-Object { '{0,3}  {1}' -f $_.Count, $_.Name } | Write-Line
if ($early) { "This machine is busy, so $($early.Count) of them arrived too soon after others (429) and were sent again." | Write-Line }
Assert-Claim ($refused.Count -eq $early.Count) 'no request was refused for its content'
Write-Host ''
Write-Host 'Next: README.md tells how to install the module and connect to a real account.'
exit 0
