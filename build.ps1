#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Restores, builds, tests or publishes the engine: the same dotnet calls that .ci/run makes.
.EXAMPLE
    ./build.ps1 -Task Test
.EXAMPLE
    ./build.ps1 -Task Publish -Runtime linux-x64
#>
param(
    [ValidateSet('Restore', 'Build', 'Test', 'Publish', 'Validate')]
    [string] $Task = 'Build',
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',
    [ValidateSet('Bundled', 'Stock')]
    [string] $IlgpuProvider = 'Bundled',
    [string] $Runtime = ''
)

$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Invoke-Dotnet {
    & dotnet @args "-p:IlgpuProvider=$IlgpuProvider"
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

switch ($Task) {
    'Restore' { Invoke-Dotnet restore Engine.sln }
    'Build' { Invoke-Dotnet build Engine.sln -c $Configuration }
    'Test' { Invoke-Dotnet test Engine.sln -c $Configuration }
    'Publish' {
        $target = if ($Runtime) { @('-r', $Runtime, '--self-contained') } else { @() }
        Invoke-Dotnet publish Engine.Cli -c $Configuration -o artifacts/publish/engine-cli @target
    }
    'Validate' {
        Invoke-Dotnet build Engine.sln -c $Configuration
        Invoke-Dotnet test Engine.sln -c $Configuration --no-build
        Invoke-Dotnet run --project Engine.Cli -c $Configuration --no-build -- `
            train --dataset synthetic-digits --limit 2000 --epochs 1 --output artifacts/smoke-run
    }
}
