#!/usr/bin/env bash
# The one test command, for people and for CI: packages, restore, build, format, publish, tests.
# Needs the .NET SDK of global.json; installs through apt what else is missing and needed.
# The last line is always "N passed, N failed, N skipped"; a failed step counts as one failed test.
# SUITE_SECONDS_MAX (default 600) stops a suite that hangs.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
exec </dev/null

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export CI="${CI:-true}"
if [ ! -w "${HOME:-}" ]; then export HOME="$PWD/artifacts/home"; fi
export LC_ALL=C
suite_seconds_max="${SUITE_SECONDS_MAX:-600}"
results="$PWD/artifacts/test-results"
passed=0 failed=0 skipped=0 finished=0

say() { printf '== %4ds  %s\n' "$SECONDS" "$*"; }

# Runs at every exit, so that the summary is the last line whatever happened.
summarise() {
    local status=$?
    trap - EXIT
    if [ "$finished" -eq 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
    if [ "$failed" -gt 0 ] && [ "$status" -eq 0 ]; then status=1; fi
    say "done"
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    exit "$status"
}
trap summarise EXIT
trap 'say interrupted; exit 130' INT TERM HUP

fail() {
    failed=$((failed + 1))
    say "FAILED: $*"
}

# step TEXT COMMAND...: says what it does, runs it, and counts a failure.
step() {
    local text=$1
    shift
    say "$text"
    "$@" && return 0
    fail "$text"
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get -q update && as_root apt-get -q install -y --no-install-recommends "$@"
}

# apt_install_idle PACKAGE: installs a server's program, but lets no server start.
apt_install_idle() (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap 'as_root rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod 755 "$policy" || exit 1
    fi
    apt_install "$@"
)

find_dotnet() {
    local folder
    command -v dotnet >/dev/null && return 0
    for folder in "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
        if [ -x "$folder/dotnet" ]; then
            export PATH="$folder:$PATH" DOTNET_ROOT="$folder"
            return 0
        fi
    done
    say "no dotnet found: install the .NET SDK named in global.json"
    return 1
}

has_postgres() {
    command -v initdb >/dev/null && return 0
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

needs_postgres() {
    grep -rqs --include='*.cs' 'initdb' tests
}

has_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null

needs_chromium() {
    [ -d tests/HawkesNet.Browser.Tests ]
}

needs_prometheus() {
    grep -rqs --include='*.cs' 'PrometheusFact' tests
}

# count NAME FILE: an attribute of the result file's counters, 0 where there is none.
count() {
    local value
    value=$(grep -o '<Counters [^>]*' "$2" 2>/dev/null | head -n 1 | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9')
    echo "${value:-0}"
}

# suite NAME PROJECT: runs one test project and adds its counts; a crash or an empty suite is a failure.
suite() {
    local name=$1 project=$2 file="$results/$1.trx" status total executed bad
    say "test $name"
    timeout --kill-after=15 "$suite_seconds_max" dotnet test "$project" -c Release --no-build --no-restore \
        --nologo --results-directory "$results" --logger "trx;LogFileName=$name.trx"
    status=$?
    total=$(count total "$file")
    executed=$(count executed "$file")
    bad=$(($(count failed "$file") + $(count error "$file") + $(count timeout "$file") + $(count aborted "$file")))
    passed=$((passed + $(count passed "$file")))
    failed=$((failed + bad))
    skipped=$((skipped + total - executed))
    if [ "$total" -eq 0 ]; then
        fail "$name ran no test (exit $status)"
    elif [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        fail "$name crashed or ran past $suite_seconds_max s (exit $status)"
    fi
}

mkdir -p "$HOME"
rm -rf "$results"
step "find the .NET SDK" find_dotnet || exit 1
say "SDK $(dotnet --version 2>&1 | head -n 1), $(nproc) cores"
if needs_postgres && ! has_postgres; then
    step "install the PostgreSQL server" apt_install postgresql || exit 1
fi
if needs_chromium && ! has_chromium; then
    step "install Chromium for the page's tests" apt_install chromium || exit 1
fi
if needs_prometheus && ! command -v prometheus >/dev/null; then
    say "install Prometheus for the dashboard's tests"
    apt_install_idle prometheus || say "Prometheus could not be installed: the dashboard's tests are skipped"
fi
if ! command -v curl >/dev/null; then
    step "install curl for the documents' commands" apt_install curl ca-certificates || exit 1
fi
servers=(-nodeReuse:false -p:UseSharedCompilation=false)
step "restore, exactly as locked" dotnet restore HawkesNet.sln --locked-mode -v quiet -nodeReuse:false || exit 1
step "build, warnings are errors" \
    dotnet build HawkesNet.sln -c Release --no-restore -v quiet --nologo "${servers[@]}" || exit 1
step "check the format" dotnet format HawkesNet.sln --verify-no-changes --no-restore
step "publish the program as the image does" \
    dotnet publish src/HawkesNet.Cli -c Release --no-restore --no-build -v quiet --nologo -o artifacts/image "${servers[@]}"
for project in tests/*/*Tests.csproj; do
    suite "$(basename "$project" .csproj)" "$project"
done
finished=1
