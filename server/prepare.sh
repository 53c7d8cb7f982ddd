# server/run and tests/run source this file. Its functions lead from a fresh Debian to a compiled target. They print
# nothing where there is nothing to do.

# The packages that the library and the server are built with.
server_packages=(g++ meson ninja-build pkg-config libboost1.81-dev libcli11-dev libspdlog-dev)

# The packages for a build with sanitizers. Where they can be had, clang is used, as its sanitizers cost half as much as
# those of g++. llvm-19 is there to find the names of functions for reports.
clang_packages=(clang-19 libclang-rt-19-dev llvm-19)

# install_missing PACKAGE...: installs the packages that are missing. If it cannot, it says how to, and exits.
install_missing() {
    command -v dpkg-query >/dev/null || return 0 # this is not Debian; Meson will say what it does not find

    local installed package missing=() as_root=()
    installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2>/dev/null || true)"
    for package in "$@"; do
        [[ $installed == *" installed:$package "* ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    if ((EUID != 0)); then
        command -v sudo >/dev/null || missing_packages "${missing[@]}"
        as_root=(sudo)
    fi
    echo "Installing from Debian's packages: ${missing[*]}"
    "${as_root[@]}" apt-get update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install --yes --no-install-recommends --no-remove "${missing[@]}" ||
        missing_packages "${missing[@]}"
}

missing_packages() {
    echo "These Debian packages are missing: $*"
    echo "Install them as root, and start this again:"
    echo "    apt-get update && apt-get install $*"
    exit 1
} >&2

# configure FOLDER [MESON-OPTION...]: sets the build folder up, unless that has been done. The options of the first
# setup stay.
configure() {
    [[ -f $1/build.ninja ]] && return
    rm -rf "$1/meson-private" # may be left from a setup that was interrupted
    meson setup "$1" "$root" -Dserver=enabled "${@:2}"
}

# configure_release: sets up the build that server/run and tests/run share. Warnings are errors with g++ 12, which is
# the compiler that CI has.
configure_release() {
    local warnings_are_errors=false
    [[ $("${CXX:-g++}" -dumpversion) != 12* ]] || warnings_are_errors=true
    configure "$root/build" -Dwerror=$warnings_are_errors
}

# has_clang: installs clang 19, if it is missing. It fails where clang 19 cannot be had.
has_clang() {
    (install_missing "${clang_packages[@]}") && command -v clang++-19 >/dev/null
}

# configure_sanitized FOLDER SANITIZERS COMPILER [MESON-OPTION...]: sets up a build folder with these sanitizers.
configure_sanitized() {
    local options=(-Db_sanitize="$2" "${@:4}")
    [[ $3 != clang* ]] || options+=(-Db_lundef=false) # clang links the sanitizer's library into programs only
    CXX=$3 configure "$1" "${options[@]}"
}

# configure_server FOLDER SANITIZERS: sets up a build of the whole server, with clang where that can be had.
configure_server() {
    local compiler=clang++-19
    if ! has_clang; then
        echo "clang 19 cannot be had: with g++, whose sanitizers cost about twice as much"
        compiler=g++
    fi
    configure_sanitized "$1" "$2" "$compiler" --buildtype=debugoptimized
}

# build FOLDER TARGET...: builds the targets. It prints nothing if they are up to date.
build() {
    [[ $(ninja -C "$1" -n "${@:2}" 2>&1) == *"no work to do"* ]] || ninja -C "$1" -j "$(nproc)" "${@:2}"
}
