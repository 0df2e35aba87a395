"""Runs the Release build of engine-cli and reads the events that it prints with --json."""
import json
import os
import subprocess

PROJECT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Engine.Cli")


def run(*arguments):
    """Runs a command, with its messages on standard error; returns its events as dictionaries."""
    command = ["dotnet", "run", "--project", PROJECT, "-c", "Release", "--no-build", "--", *arguments, "--json"]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]
