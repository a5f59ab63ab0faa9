#!/bin/sh
# From a bare Debian 12, Debian 13 or Ubuntu 24.04 to a finished build or test run.
# Installs what is missing and nothing else, so that running it again is quick.
# Ends with the status of the work, or with 2 when it could not be started.
set -eu

# The range is what noxfile.py has been run with; noxfile.py states the lower end too.
nox_requirement='nox>=2024.10.9,<2027'

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
package_list=$root/scripts/debian-packages.txt
tools=$root/.nox/bootstrap

usage() {
    cat <<'EOF'
usage: sh scripts/bootstrap.sh build
       sh scripts/bootstrap.sh tests [ARGUMENTS FOR PYTEST]

build   sets the example paper in each mode and makes dist/mlsys2024style.zip
tests   checks the code and runs all tests, or those that pytest's arguments name

Both first install what they need: the packages of scripts/debian-packages.txt
(as root or through sudo), and nox and mlsys-paper, in a virtual environment
below .nox/. They end by saying how those two are called.
EOF
}

say() {
    printf 'bootstrap: %s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 2
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# True for a Python that can make virtual environments: Debian's own needs
# python3-venv for that, one from elsewhere needs no package of this list.
python_suffices() {
    have python3 &&
        python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# The packages of the list, or with "tests" those that only the tests want.
listed() {
    case ${1-} in
        tests) sed -n -e 's/#.*//' -e 's/^tests: *//p' "$package_list" ;;
        *) sed -e 's/#.*//' -e '/^tests:/d' "$package_list" ;;
    esac
}

# The packages of the list that are not installed, on one line; arguments as for `listed`.
missing_packages() {
    wanted=$(listed "$@")
    # shellcheck disable=SC2086,SC2016  # one word a package; the ${...} are dpkg-query's
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $wanted 2>/dev/null || true)
    missing=
    for package in $wanted; do
        case $package in
            python3 | python3-venv) ! python_suffices || continue ;;
        esac
        printf '%s\n' "$installed" | grep -qx "$package installed" || missing="$missing $package"
    done
    printf '%s' "${missing# }"
}

# What somebody has to do whose system this script cannot set up; never returns.
explain() {
    say "$1"
    cat >&2 <<EOF

On Debian 12 or 13 or Ubuntu 24.04, have this run by someone who may:

    apt-get update
    apt-get install --no-install-recommends $2

Anywhere else, install TeX Live 2020 or newer with the collections latexrecommended,
latexextra, fontsrecommended, mathscience, xetex, luatex and bibtexextra, biber, the
TeX Gyre fonts, git, and Python 3.11 or newer. Then:

    python3 -m pip install '$nox_requirement'
    nox -s $session
EOF
    exit 2
}

# Installs the packages of a line; as_root says how.
apt_install() {
    # shellcheck disable=SC2086  # one word a package
    $as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get -q -y --no-install-recommends -o Dpkg::Use-Pty=0 \
        -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 install $1 </dev/null
}

install_packages() {
    missing=$1
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || explain "packages are missing, and installing them takes root or sudo" "$missing"
        # Without a terminal sudo could only wait for a password that nobody types.
        if [ -t 0 ]; then as_root='sudo'; else as_root='sudo -n'; fi
        $as_root true || explain "packages are missing, and sudo did not let them be installed" "$missing"
    fi
    say "installing: $missing"
    # Installing may go well from the lists at hand even when one source is out of reach.
    $as_root apt-get -q update || say "apt-get update failed; going on with the lists there are"
    apt_install "$missing" ||
        fail "apt-get could not install the packages; its messages above say why"
    python_suffices || fail "Python 3.11 or newer with venv is needed, and this system's $(
        python3 --version 2>&1
    ) is not that; Debian 12, Debian 13 and Ubuntu 24.04 have it"
}

ensure_packages() {
    if ! have apt-get || ! have dpkg-query; then
        explain "this system has no apt, so its packages are yours to install" \
            "$(listed | tr -s '\n' ' ' | sed -e 's/^ //; s/ $//')"
    fi
    missing=$(missing_packages)
    [ -z "$missing" ] || install_packages "$missing"
}

# What the tests can do without: whoever may not install it, or can't get it, goes on.
ensure_extras() {
    missing=$(missing_packages tests)
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        as_root='sudo -n'
        # With "false" in front, whatever is to be installed fails.
        have sudo && $as_root true 2>/dev/null || as_root='false'
    fi
    # One at a time: what one system lacks must not keep it from the others.
    for package in $missing; do
        apt_install "$package" ||
            say "going on without $package; the tests that need it are skipped"
    done
}

# What the environment of the commands is made from: nox, and this checkout's own needs.
requirements() {
    printf '%s\n' "$nox_requirement"
    sed -n -e '/^dependencies = \[/,/^\]/p' "$root/pyproject.toml"
}

# nox and mlsys-paper, which runs from the checkout, in an environment of their own;
# made anew when it is for other requirements, broken, or was made in another place.
ensure_commands() {
    if [ "$(cat "$tools/requirements" 2>/dev/null)" = "$(requirements)" ] &&
        "$tools/bin/python" -c 'import nox, mlsys_paper' 2>/dev/null; then
        return
    fi
    say "setting up nox and mlsys-paper in ${tools#"$root"/}"
    python3 -m venv --clear "$tools" ||
        fail "no virtual environment could be made in $tools; is the folder writable?"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check \
        "$nox_requirement" --editable "$root" ||
        fail "pip could not install nox and mlsys-paper; its messages above say why" \
            "(it needs a package index)"
    requirements >"$tools/requirements"
}

# What can be typed now; the lines that are indented can be pasted into a shell as they are.
say_what_is_next() {
    [ "${VIRTUAL_ENV-}" != "$tools" ] || return 0
    quoted=$(printf '%s' "$tools/bin/activate" | sed -e "s/'/'\\\\''/g")
    say "in this checkout you can now type"
    cat >&2 <<EOF

    . '$quoted'    # once in each shell
    nox -l                  # the maintainers' commands
    mlsys-paper --help      # the authors' and chairs' command

EOF
}

session=${1-}
case $session in
    build | tests) shift ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        usage >&2
        exit 2
        ;;
esac
if [ "$session" = build ] && [ $# -gt 0 ]; then
    usage >&2
    exit 2
fi

ensure_packages
[ "$session" != tests ] || ensure_extras
ensure_commands
# All tests are two sessions; arguments choose among all in the first.
[ "$session $#" != "tests 0" ] || session='tests thorough'
# shellcheck disable=SC2086  # one word a session
"$tools/bin/python" -m nox --noxfile "$root/noxfile.py" --session $session -- "$@" && status=0 ||
    status=$?
say_what_is_next
exit "$status"
